/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All channels of a batch of images under one pooling window.
 *
 * @param window geometry
 * @param patches where it falls
 * @param sample shape of one image
 * @param samples number of images
 */
record Planes(Window window, Patches patches, Shape sample, int samples) {

    static Planes of(Window window, Shape sample, int samples) {
        return new Planes(window, new Patches(window, sample.dimension(1), sample.dimension(2)), sample, samples);
    }

    /** {@return number of channels in the batch} */
    int count() {
        return samples * sample.dimension(0);
    }

    int pixels() {
        return patches.pixels();
    }

    int positions() {
        return patches.positions();
    }

    /** {@return an array shaped like the pool's input} */
    INDArray inputs() {
        return Arrays32.allocate(Arrays32.batchOf(samples, sample));
    }

    /** {@return an array shaped like the pool's output} */
    INDArray outputs() {
        return Arrays32.allocate(samples, sample.dimension(0), patches.outputHeight(), patches.outputWidth());
    }

    /**
     * Finds the maximum of one window.
     *
     * @param plane one channel
     * @param position of the window
     * @return the first maximal pixel, row by row; negative where the whole window lies on padding
     */
    int winner(float[] plane, int position) {
        int top = position / patches.outputWidth() * window.strideHeight() - window.padTop();
        int left = position % patches.outputWidth() * window.strideWidth() - window.padLeft();
        int winner = -1;
        for (int i = 0; i < window.kernelHeight(); i++) {
            int y = top + i * window.dilationHeight();
            if (y < 0 || y >= sample.dimension(1)) {
                continue;
            }
            for (int j = 0; j < window.kernelWidth(); j++) {
                int x = left + j * window.dilationWidth();
                if (x < 0 || x >= sample.dimension(2)) {
                    continue;
                }
                int pixel = y * sample.dimension(2) + x;
                if (winner < 0 || plane[pixel] > plane[winner]) {
                    winner = pixel;
                }
            }
        }
        return winner;
    }

    /** {@return per position, one over the number of pixels that its mean is taken of; 0 where there are none} */
    float[] shares(boolean countIncludePad) {
        float[] shares = new float[positions()];
        if (countIncludePad) {
            Arrays.fill(shares, 1f / patches.elements());
            return shares;
        }
        float[] ones = new float[pixels()];
        Arrays.fill(ones, 1);
        float[] row = new float[positions()];
        for (int element = 0; element < patches.elements(); element++) {
            patches.gather(ones, element, 0, patches.outputHeight(), row);
            for (int i = 0; i < row.length; i++) {
                shares[i] += row[i];
            }
        }
        for (int i = 0; i < row.length; i++) {
            shares[i] = shares[i] == 0 ? 0 : 1 / shares[i];
        }
        return shares;
    }
}
