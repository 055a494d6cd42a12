/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Sets of images in files and folders: for learning patterns from, and for replaying to Kafka. */
package io.patternstream.stream.dataset;
