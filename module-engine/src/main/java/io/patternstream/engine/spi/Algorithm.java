/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

import java.util.Arrays;
import java.util.Locale;

/** How convolutions are computed. */
public enum Algorithm {
    /** Whatever is fastest for the layer, Winograd's algorithm included: its float32 errors are several times larger. */
    AUTO,
    /** Only by sums of products. */
    DIRECT;

    /**
     * Finds an algorithm by what users write.
     *
     * @param text {@code auto} or {@code direct}, in any case
     * @return the algorithm
     * @throws IllegalArgumentException if there is no such algorithm
     */
    public static Algorithm of(String text) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.toString().equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("algorithm must be auto or direct, but was '" + text + "'"));
    }

    /** {@return what users write} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
