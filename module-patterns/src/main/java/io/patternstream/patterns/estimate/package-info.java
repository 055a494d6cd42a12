/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The estimators: from a layer's statistics and weights to its patterns. */
package io.patternstream.patterns.estimate;
