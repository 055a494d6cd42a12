/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Compiles recorded programs to oneDNN primitives: blocked layouts from end to end, the fastest algorithm of each convolution
 * found by measuring, one arena of native memory per executable.
 */
package io.patternstream.engine.onednn;
