/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What is known about a model beyond its file: preprocessing, names of its classes, what to explain with. */
package io.patternstream.stream.profile;
