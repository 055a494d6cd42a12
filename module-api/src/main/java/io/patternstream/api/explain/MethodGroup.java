/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

/** What a method's result means (Kindermans et al. 2017, section 2). */
public enum MethodGroup {
    /** How the output changes with the input: looks like an image. */
    FUNCTION,
    /** What in the input the network detected: looks like an image. */
    SIGNAL,
    /** How much each pixel contributed: a heatmap. */
    ATTRIBUTION,
    /** Does not look at the network: what others are compared with. */
    CONTROL;

    /** {@return whether its results are looked at as images in colour rather than as heatmaps} */
    public boolean looksLikeImage() {
        return this == FUNCTION || this == SIGNAL;
    }
}
