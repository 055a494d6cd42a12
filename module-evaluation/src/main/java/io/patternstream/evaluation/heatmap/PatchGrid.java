/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.heatmap;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Squares that cover an image side by side from the upper left corner; those at the right and lower edge may be cut off.
 * Immutable, thread-safe.
 *
 * @param image shape of one image, {@code [C, H, W]}
 * @param size edge of a square in pixels
 */
record PatchGrid(Shape image, int size) {
    private static final int IMAGE_AXES = 3;

    PatchGrid {
        if (image.rank() != IMAGE_AXES) {
            throw new IllegalArgumentException("images are degraded, but the model takes samples of shape " + image);
        }
        if (size < 1) {
            throw new IllegalArgumentException("patches of " + size + "x" + size + " pixels: take at least 1");
        }
    }

    /** {@return number of patches} */
    int count() {
        return across() * ((image.dimension(1) + size - 1) / size);
    }

    /** The patches of one map, that with the largest sum of relevance first; of equal ones the first. */
    List<Integer> order(Tensor map) {
        double[] sums = new double[count()];
        for (int patch = 0; patch < sums.length; patch++) {
            for (int c = 0; c < image.dimension(0); c++) {
                sums[patch] += sum(map, c, patch);
            }
            if (!Double.isFinite(sums[patch])) {
                throw new IllegalArgumentException("an attribution has values that are not finite");
            }
        }
        return IntStream.range(0, sums.length)
                .boxed()
                .sorted(Comparator.comparingDouble(patch -> -sums[patch]))
                .toList();
    }

    /**
     * Replaces a patch by its mean in each channel.
     *
     * @param original the image
     * @param patch which
     * @param degraded changed
     * @param offset where the image begins in it
     */
    void erase(Tensor original, int patch, float[] degraded, int offset) {
        int pixels = pixels(patch);
        for (int c = 0; c < image.dimension(0); c++) {
            float mean = (float) (sum(original, c, patch) / pixels);
            for (int i = 0; i < pixels; i++) {
                degraded[offset + index(c, patch, i)] = mean;
            }
        }
    }

    private double sum(Tensor values, int channel, int patch) {
        double sum = 0;
        int pixels = pixels(patch);
        for (int i = 0; i < pixels; i++) {
            sum += values.at(index(channel, patch, i));
        }
        return sum;
    }

    private int pixels(int patch) {
        return width(patch) * Math.min(size, image.dimension(1) - patch / across() * size);
    }

    private int width(int patch) {
        return Math.min(size, image.dimension(2) - patch % across() * size);
    }

    private int index(int channel, int patch, int pixel) {
        int y = patch / across() * size + pixel / width(patch);
        int x = patch % across() * size + pixel % width(patch);
        return (channel * image.dimension(1) + y) * image.dimension(2) + x;
    }

    private int across() {
        return (image.dimension(2) + size - 1) / size;
    }
}
