/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Known architectures with random weights, and random patterns for any model: what explanations cost does not depend on the
 * values, so that benchmarks need no files.
 */
@org.jspecify.annotations.NullMarked
package io.patternstream.engine.architecture;
