/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Centred, mergeable statistics of a layer's inputs and pre-activations. */
package io.patternstream.patterns.stats;
