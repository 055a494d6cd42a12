/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.pattern.LayerPattern;

/**
 * How far the patterns of a layer in one snapshot are from those in another, all neurons taken as one vector each, a and b.
 *
 * @param cosine {@code 1 - a . b / (|a| |b|)}: 0 (same direction) to 2 (opposite); 0 for two zeros, 1 where only one is zero
 * @param normRatio {@code |b| / |a|}; 1 for two zeros, infinite where only a is zero
 */
public record PatternDistance(double cosine, double normRatio) {

    /**
     * Measures.
     *
     * @param a patterns of a layer in a regime
     * @param b others of the same shape
     * @return their distance
     * @throws IllegalArgumentException if the shapes differ or a value is not finite
     */
    public static PatternDistance of(LayerPattern a, LayerPattern b) {
        if (!a.shape().equals(b.shape())) {
            throw new IllegalArgumentException("patterns of layer " + a.layer() + " of shape " + a.shape()
                    + " cannot be compared with those of shape " + b.shape());
        }
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.shape().elementCount(); i++) {
            product += a.at(i) * b.at(i);
            squareA += a.at(i) * a.at(i);
            squareB += b.at(i) * b.at(i);
        }
        if (!Double.isFinite(squareA) || !Double.isFinite(squareB)) {
            throw new IllegalArgumentException("patterns of layer " + a.layer() + " are not finite");
        }
        if (squareA == 0 || squareB == 0) {
            return squareA == squareB
                    ? new PatternDistance(0, 1)
                    : new PatternDistance(1, Math.sqrt(squareB / squareA));
        }
        double cosine = product / Math.sqrt(squareA) / Math.sqrt(squareB);
        return new PatternDistance(Math.max(0, 1 - cosine), Math.sqrt(squareB / squareA));
    }
}
