/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

/**
 * Scales one axis by a triangle filter that widens when it shrinks, so that every pixel counts (bilinear with antialiasing),
 * and cuts a window out of the result. Immutable.
 */
final class Resampler {
    private final int[] first;
    private final float[][] weights;

    /**
     * Prepares the weights.
     *
     * @param from number of pixels before
     * @param to number of pixels after
     * @param offset first pixel of the window
     * @param size number of pixels of the window
     */
    Resampler(int from, int to, int offset, int size) {
        first = new int[size];
        weights = new float[size][];
        double step = (double) from / to;
        double support = Math.max(step, 1);
        for (int i = 0; i < size; i++) {
            double centre = (offset + i + 0.5) * step;
            int begin = Math.max(0, (int) Math.floor(centre - support + 0.5));
            int end = Math.min(from, (int) Math.floor(centre + support + 0.5));
            first[i] = begin;
            weights[i] = triangle(begin, Math.max(end, begin + 1), centre, support);
        }
    }

    private static float[] triangle(int begin, int end, double centre, double support) {
        double[] values = new double[end - begin];
        double sum = 0;
        for (int j = begin; j < end; j++) {
            values[j - begin] = Math.max(0, 1 - Math.abs(j + 0.5 - centre) / support);
            sum += values[j - begin];
        }
        float[] weights = new float[values.length];
        for (int j = 0; j < values.length; j++) {
            weights[j] = (float) (values[j] / sum);
        }
        return weights;
    }

    /** The first source pixel that the window needs. */
    int begin() {
        return first[0];
    }

    /** The source pixel after the last one that the window needs. */
    int end() {
        return first[first.length - 1] + weights[weights.length - 1].length;
    }

    /**
     * Scales one line.
     *
     * @param source the line
     * @param sourceStart position of the line's pixel 0
     * @param sourceStep distance of its pixels
     * @param target receives the window
     * @param targetStart position of the window's pixel 0
     * @param targetStep distance of its pixels
     */
    void apply(float[] source, int sourceStart, int sourceStep, float[] target, int targetStart, int targetStep) {
        for (int i = 0; i < first.length; i++) {
            float[] row = weights[i];
            float sum = 0;
            for (int j = 0; j < row.length; j++) {
                sum += row[j] * source[sourceStart + (first[i] + j) * sourceStep];
            }
            target[targetStart + i * targetStep] = sum;
        }
    }
}
