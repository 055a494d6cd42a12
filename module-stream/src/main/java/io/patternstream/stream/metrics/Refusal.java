/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

/** Why a new pattern snapshot was not published. */
public enum Refusal {
    /** It was learned from too few images. */
    TOO_FEW_SAMPLES,
    /** Too many of its neurons are degenerate. */
    DEGENERATE,
    /** A value is NaN or infinite. */
    NON_FINITE,
    /** A pattern does not reproduce its neuron's output. */
    NOT_NORMALISED,
    /** It is too far from the active one. */
    DRIFT
}
