/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.program.LinearLayer;
import io.patternstream.engine.spi.Coefficients;
import java.nio.FloatBuffer;

/** The order in which a primitive wants a layer's weights, before it blocks them. */
interface Arrangement {
    /**
     * Writes the weights.
     *
     * @param layer whose
     * @param target receives them in C order
     */
    void write(LinearLayer layer, FloatBuffer target);

    /** {@return whether a plain transposition would do, so that they may be written as they are} */
    default boolean transposes(LinearLayer layer) {
        return false;
    }

    /** {@code [O, I/groups, kH, kW]} or {@code [O, I]}, as the layer has them. */
    record Straight() implements Arrangement {
        @Override
        public void write(LinearLayer layer, FloatBuffer target) {
            Coefficients coefficients = layer.coefficients();
            int count = layer.shape().elementCount();
            for (int i = 0; i < count; i++) {
                target.put((float) coefficients.weight(i));
            }
        }
    }

    /**
     * {@code [I, O, kH, kW]} with both axes of the kernel reversed, or {@code [I, O]}: for the transpose of a layer computed
     * as a layer of its own.
     */
    record Turned() implements Arrangement {
        @Override
        public boolean transposes(LinearLayer layer) {
            return layer.isDense();
        }

        @Override
        public void write(LinearLayer layer, FloatBuffer target) {
            Coefficients coefficients = layer.coefficients();
            int outputs = layer.shape().dimension(0);
            int inputs = layer.shape().dimension(1);
            int positions = layer.shape().elementCount() / (outputs * inputs);
            for (int input = 0; input < inputs; input++) {
                for (int output = 0; output < outputs; output++) {
                    int from = (output * inputs + input) * positions;
                    for (int position = positions - 1; position >= 0; position--) {
                        target.put((float) coefficients.weight(from + position));
                    }
                }
            }
        }
    }

    /**
     * For the transpose of a convolution with stride s computed as one of stride 1 with s*s times as many channels, one set
     * for each position of a pixel within the stride: {@code [I*s*s, O, dH, dW]}.
     *
     * @param stride in both directions
     * @param first the smallest offset of what is read to what is written, vertically
     * @param left the same horizontally
     * @param rows number of offsets, vertically
     * @param columns the same horizontally
     */
    record Phases(int stride, int first, int left, int rows, int columns) implements Arrangement {
        @Override
        public void write(LinearLayer layer, FloatBuffer target) {
            int inputs = layer.shape().dimension(1);
            for (int input = 0; input < inputs; input++) {
                for (int y = 0; y < stride; y++) {
                    for (int x = 0; x < stride; x++) {
                        write(layer, input, y, x, target);
                    }
                }
            }
        }

        private void write(LinearLayer layer, int input, int y, int x, FloatBuffer target) {
            int outputs = layer.shape().dimension(0);
            for (int output = 0; output < outputs; output++) {
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; column < columns; column++) {
                        target.put(
                                weight(layer, output, input, y - stride * (first + row), x - stride * (left + column)));
                    }
                }
            }
        }

        /** The weight at a position counted without padding, 0 outside the kernel. */
        private static float weight(LinearLayer layer, int output, int input, int y, int x) {
            int height = layer.shape().dimension(2);
            int width = layer.shape().dimension(3);
            int row = y + layer.requiredWindow().padTop();
            int column = x + layer.requiredWindow().padLeft();
            if (row < 0 || row >= height || column < 0 || column >= width) {
                return 0;
            }
            int inputs = layer.shape().dimension(1);
            return (float) layer.coefficients().weight(((output * inputs + input) * height + row) * width + column);
        }
    }
}
