/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import java.util.Arrays;

/**
 * Chooses the magnitude that is drawn as the extreme, the same for both signs; larger ones are cut off. Without it a few
 * strong pixels would pale all others.
 *
 * @param percentile the percentage of values, by magnitude, that are not beyond the extreme, above 0 up to 100
 */
public record Normalisation(double percentile) {
    private static final double ROUNDING = 1e-9; // of the rank: 99.9 % of 1000 is a hair above 999 in float64

    /** Checks. */
    public Normalisation {
        if (!(percentile > 0 && percentile <= 100)) {
            throw new IllegalArgumentException("percentile " + percentile + " is not above 0 and up to 100");
        }
    }

    /** {@return the largest magnitude is the extreme: nothing is cut off} */
    public static Normalisation maxAbs() {
        return new Normalisation(100);
    }

    /**
     * Returns the extreme: the smallest magnitude in {@code values} that the percentage of them does not exceed (nearest
     * rank). Where that is 0, as in a map of few strong pixels, it is the largest magnitude.
     *
     * @param values any number, in any order; not changed
     * @return above 0; 0 if all values are 0 or there are none; NaN if one is not finite
     */
    public double extreme(double[] values) {
        double[] magnitudes = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                return Double.NaN;
            }
            magnitudes[i] = Math.abs(values[i]);
        }
        if (magnitudes.length == 0) {
            return 0;
        }
        Arrays.sort(magnitudes);
        int rank = (int) Math.ceil(magnitudes.length * percentile / 100 - ROUNDING);
        double extreme = magnitudes[Math.max(rank, 1) - 1];
        return extreme > 0 ? extreme : magnitudes[magnitudes.length - 1];
    }
}
