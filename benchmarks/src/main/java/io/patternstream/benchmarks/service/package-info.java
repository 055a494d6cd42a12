/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The service as a whole against what its engine reaches alone: {@code benchmarks/service.sh}. */
@NullMarked
package io.patternstream.benchmarks.service;

import org.jspecify.annotations.NullMarked;
