/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;

/** Visits every position of a pooling window with the input positions that it covers, padding left out. */
final class PoolWalk {
    private final Shape input;
    private final Shape output;
    private final Window window;

    PoolWalk(Shape input, Window window) {
        this.input = input;
        this.window = window;
        this.output = Shape.of(
                input.dimension(0), window.outputHeight(input.dimension(1)), window.outputWidth(input.dimension(2)));
    }

    Shape output() {
        return output;
    }

    void each(int samples, Visitor visitor) {
        Covered covered = new Covered(window.kernelHeight() * window.kernelWidth());
        int at = 0;
        for (int plane = 0; plane < samples * input.dimension(0); plane++) {
            for (int oy = 0; oy < output.dimension(1); oy++) {
                for (int ox = 0; ox < output.dimension(2); ox++) {
                    cover(covered, plane, oy, ox);
                    visitor.visit(at++, covered);
                }
            }
        }
    }

    private void cover(Covered covered, int plane, int oy, int ox) {
        int height = input.dimension(1);
        int width = input.dimension(2);
        covered.size = 0;
        for (int ky = 0; ky < window.kernelHeight(); ky++) {
            for (int kx = 0; kx < window.kernelWidth(); kx++) {
                int y = oy * window.strideHeight() - window.padTop() + ky * window.dilationHeight();
                int x = ox * window.strideWidth() - window.padLeft() + kx * window.dilationWidth();
                if (y >= 0 && y < height && x >= 0 && x < width) {
                    covered.positions[covered.size++] = (plane * height + y) * width + x;
                }
            }
        }
    }

    /** Receives one window position. */
    interface Visitor {
        void visit(int output, Covered covered);
    }

    /** The input positions under the window, row by row. */
    static final class Covered {
        private final int[] positions;
        private int size;

        Covered(int capacity) {
            positions = new int[capacity];
        }

        int size() {
            return size;
        }

        int at(int index) {
            return positions[index];
        }

        int largest(double[] values) {
            int best = positions[0];
            for (int i = 1; i < size; i++) {
                if (values[positions[i]] > values[best]) {
                    best = positions[i];
                }
            }
            return best;
        }
    }
}
