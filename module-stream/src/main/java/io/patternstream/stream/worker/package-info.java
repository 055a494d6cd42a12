/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The threads that explain. */
package io.patternstream.stream.worker;
