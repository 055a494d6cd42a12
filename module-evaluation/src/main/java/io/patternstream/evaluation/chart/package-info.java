/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Charts of what was measured, as SVG. */
package io.patternstream.evaluation.chart;
