/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The portable backend: kernels over ND4J arrays, with the BLAS library that ND4J brings. */
@NullMarked
package io.patternstream.engine.nd4j;

import org.jspecify.annotations.NullMarked;
