/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

/**
 * The weights that scale one axis by a triangle filter that widens when it shrinks, so that every pixel counts (bilinear with
 * antialiasing), and cut a window out of the result. Pixel i of the window is the weighted sum of the source pixels from
 * {@code begin(i)} to before {@code end(i)}; neither ever decreases. Immutable.
 */
final class Resampler {
    private final int[] begins;
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
        begins = new int[size];
        weights = new float[size][];
        double step = (double) from / to;
        double support = Math.max(step, 1);
        for (int i = 0; i < size; i++) {
            double centre = (offset + i + 0.5) * step;
            int begin = Math.max(0, (int) Math.floor(centre - support + 0.5));
            int end = Math.min(from, (int) Math.floor(centre + support + 0.5));
            while (end - begin > 1 && weight(end - 1, centre, support) == 0) {
                end--; // the whole filter of a side that keeps its size is one pixel
            }
            begins[i] = begin;
            weights[i] = triangle(begin, Math.max(end, begin + 1), centre, support);
        }
    }

    private static float[] triangle(int begin, int end, double centre, double support) {
        double[] values = new double[end - begin];
        double sum = 0;
        for (int j = begin; j < end; j++) {
            values[j - begin] = weight(j, centre, support);
            sum += values[j - begin];
        }
        float[] weights = new float[values.length];
        for (int j = 0; j < values.length; j++) {
            weights[j] = (float) (values[j] / sum);
        }
        return weights;
    }

    private static double weight(int pixel, double centre, double support) {
        return Math.max(0, 1 - Math.abs(pixel + 0.5 - centre) / support);
    }

    /** The number of pixels of the window. */
    int size() {
        return begins.length;
    }

    /** The first source pixel that pixel i of the window needs. */
    int begin(int i) {
        return begins[i];
    }

    /** The source pixel after the last one that pixel i of the window needs. */
    int end(int i) {
        return begins[i] + weights[i].length;
    }

    /** The weights of the source pixels from {@code begin(i)} on; only for reading. */
    float[] weights(int i) {
        return weights[i];
    }

    /** The largest number of pixels of the window that need the same source pixel. */
    int overlap() {
        int overlap = 1;
        for (int i = 0; i < begins.length; i++) {
            while (i + overlap < begins.length && begins[i + overlap] < end(i)) {
                overlap++;
            }
        }
        return overlap;
    }
}
