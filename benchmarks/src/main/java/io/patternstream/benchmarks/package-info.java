/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * JMH benchmarks. Not null-marked: JMH fills the fields after it has made the objects, one for each combination of parameters.
 */
package io.patternstream.benchmarks;
