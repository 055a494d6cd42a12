/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Reads DL4J model files, trusting nothing in them. */
@NullMarked
package io.patternstream.engine.dl4j;

import org.jspecify.annotations.NullMarked;
