/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

/**
 * How far one sample's values are from the expected ones.
 *
 * @param max {@code max|got - expected| / max|expected|}
 * @param l2 the same with Euclidean norms; both infinite where the expected values are all zero and the others are not
 */
public record Deviation(double max, double l2) {

    /**
     * Compares a range.
     *
     * @param got what was computed
     * @param expected the reference
     * @param from first position
     * @param count number of positions
     * @return the deviation; NaN where a value is
     */
    public static Deviation of(double[] got, double[] expected, int from, int count) {
        double worst = 0;
        double largest = 0;
        double squares = 0;
        double expectedSquares = 0;
        for (int i = from; i < from + count; i++) {
            double difference = got[i] - expected[i];
            worst = Math.max(worst, Math.abs(difference));
            largest = Math.max(largest, Math.abs(expected[i]));
            squares += difference * difference;
            expectedSquares += expected[i] * expected[i];
        }
        if (largest == 0) {
            double wrong = worst == 0 ? 0 : Double.POSITIVE_INFINITY;
            return new Deviation(wrong, wrong);
        }
        return new Deviation(worst / largest, Math.sqrt(squares / expectedSquares));
    }
}
