/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

import java.util.Arrays;
import java.util.Locale;

/** The numbers that convolutions and dense layers compute with; sums and results are float32 with either. */
public enum Precision {
    /** IEEE float32. */
    F32,
    /** bfloat16: float32 without the last 16 bits, where a backend and its processor have it. */
    BF16,
    /**
     * bfloat16 in backward passes only: logits, gates, pools and quotients are float32's, and with them almost all of a
     * heatmap's digits.
     */
    BF16_BACKWARD;

    /**
     * Finds a precision by what users write.
     *
     * @param text {@code f32}, {@code bf16} or {@code bf16_backward}, in any case
     * @return the precision
     * @throws IllegalArgumentException if there is no such precision
     */
    public static Precision of(String text) {
        return Arrays.stream(values())
                .filter(precision -> precision.toString().equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "precision must be f32, bf16 or bf16_backward, but was '" + text + "'"));
    }

    /** {@return what users write} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
