/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The quality of attributions: image degradation, sensitivity to noise, dependence on the explained class. */
package io.patternstream.evaluation.heatmap;
