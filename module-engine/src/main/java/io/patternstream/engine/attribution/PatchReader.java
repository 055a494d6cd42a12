/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;

/**
 * Copies what a layer with weights reads at one position: a patch, zeros where it reaches into the padding. Stateless.
 *
 * @param input shape of one sample; {@code [I]} of a dense layer
 * @param window geometry; a dense layer's is one pixel
 */
record PatchReader(Shape input, Window window) {

    static PatchReader of(Operation.Linear layer, Shape input) {
        return layer instanceof Operation.Convolution convolution
                ? new PatchReader(input, convolution.window())
                : new PatchReader(Shape.of(input.elementCount(), 1, 1), Window.square(1, 1, 0));
    }

    /** {@return number of positions} */
    int positions() {
        return outputWidth() * window.outputHeight(input.dimension(1));
    }

    /** {@return number of values of a patch} */
    int values() {
        return input.dimension(0) * window.kernelHeight() * window.kernelWidth();
    }

    /**
     * Copies one patch.
     *
     * @param batch samples, C order
     * @param sample which
     * @param position from 0, row by row
     * @param target receives the patch {@code [C, kH, kW]}, already zero
     * @param offset where it begins
     */
    void copy(float[] batch, int sample, int position, float[] target, int offset) {
        int height = input.dimension(1);
        int width = input.dimension(2);
        int top = position / outputWidth() * window.strideHeight() - window.padTop();
        int left = position % outputWidth() * window.strideWidth() - window.padLeft();
        int to = offset;
        for (int c = 0; c < input.dimension(0); c++) {
            int plane = (sample * input.dimension(0) + c) * height * width;
            for (int i = 0; i < window.kernelHeight(); i++) {
                int y = top + i * window.dilationHeight();
                for (int j = 0; j < window.kernelWidth(); j++) {
                    int x = left + j * window.dilationWidth();
                    if (y >= 0 && y < height && x >= 0 && x < width) {
                        target[to] = batch[plane + y * width + x];
                    }
                    to++;
                }
            }
        }
    }

    private int outputWidth() {
        return window.outputWidth(input.dimension(2));
    }
}
