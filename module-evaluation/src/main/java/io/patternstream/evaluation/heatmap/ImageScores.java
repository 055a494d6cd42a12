/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.heatmap;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One number per image, NaN for images that have none.
 *
 * @param values in the order of the images
 */
public record ImageScores(List<Double> values) {
    /** Copies. */
    public ImageScores {
        values = List.copyOf(values);
    }

    /** {@return how many images have a number} */
    public int count() {
        return (int) values.stream().filter(value -> !value.isNaN()).count();
    }

    /** {@return the mean of the numbers; NaN where there are none} */
    public double mean() {
        return values.stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    /** {@return the standard error of the mean; NaN for less than two numbers} */
    public double standardError() {
        double mean = mean();
        double squares = values.stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        int count = count();
        return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1) / count);
    }

    /**
     * Compares image by image: what is common to the images cancels out.
     *
     * @param other of the same images
     * @return the differences, this less other
     */
    public ImageScores minus(ImageScores other) {
        if (other.values.size() != values.size()) {
            throw new IllegalArgumentException(
                    values.size() + " images cannot be compared with " + other.values.size() + " others");
        }
        return new ImageScores(IntStream.range(0, values.size())
                .mapToObj(i -> values.get(i) - other.values.get(i))
                .toList());
    }
}
