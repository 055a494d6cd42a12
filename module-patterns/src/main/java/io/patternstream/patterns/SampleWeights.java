/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import java.util.Map;

/**
 * What images count for that fade as others come. As many images of equal weight would tell as much as
 * {@code (sum w)^2 / sum w^2} says (Kish 1965, Survey Sampling, section 8.2); images that fade alike tell no less than before.
 * Mutable; one thread at a time.
 */
final class SampleWeights {
    /** All together count for no less than this part of one image: squares keep their digits, and one image outweighs them. */
    private static final double LEAST = 1e-6;

    private static final String SUM = "sample_weights";
    private static final String SQUARES = "squared_sample_weights";

    private double sum;
    private double squares;

    /** Images that have not faded. */
    static SampleWeights of(long images) {
        SampleWeights weights = new SampleWeights();
        weights.add(images);
        return weights;
    }

    /** What {@link #write} has written, or images that have not faded. */
    static SampleWeights read(Map<String, String> labels, long images) {
        String sum = labels.get(SUM);
        String squares = labels.get(SQUARES);
        if (sum == null || squares == null) {
            return of(images);
        }
        SampleWeights weights = new SampleWeights();
        weights.sum = Double.parseDouble(sum);
        weights.squares = Double.parseDouble(squares);
        if (!(weights.sum > 0 && weights.squares > 0 && weights.sum < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("sample weights " + sum + " with squares " + squares);
        }
        return weights;
    }

    /** Writes what images that have faded count for; nothing where none have. */
    void write(Map<String, String> labels) {
        if (sum != squares) {
            labels.put(SUM, Double.toString(sum));
            labels.put(SQUARES, Double.toString(squares));
        }
    }

    void add(long images) {
        sum += images;
        squares += images;
    }

    void add(SampleWeights other) {
        sum += other.sum;
        squares += other.squares;
    }

    /** Lets all images so far count less; returns whether they do, or would count for next to nothing. */
    boolean fade(double factor) {
        if (sum * factor < LEAST) {
            return false;
        }
        sum *= factor;
        squares *= factor * factor;
        return true;
    }

    /** How many images of equal weight would tell as much. */
    double effective() {
        return squares == 0 ? 0 : sum / squares * sum;
    }
}
