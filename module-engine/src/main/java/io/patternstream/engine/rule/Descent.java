/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

/** Which weights carry relevance down through a layer. */
public enum Descent {
    /** The layer's own weights W. */
    WEIGHTS,
    /** Its patterns A: PatternNet. */
    PATTERN,
    /** The element-wise product of W and A: PatternAttribution. */
    WEIGHTS_TIMES_PATTERN;

    /** {@return whether a pattern snapshot is needed} */
    public boolean needsPatterns() {
        return this != WEIGHTS;
    }
}
