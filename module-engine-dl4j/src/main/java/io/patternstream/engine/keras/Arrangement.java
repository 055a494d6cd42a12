/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.lowering.TensorAxes;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.stream.IntStream;

/** Turns weights from the order of Keras into that of the network. Stateless. */
final class Arrangement {
    private Arrangement() {}

    /** {@code [kH, kW, I, O]}, or {@code [k, I, O]} of one dimension, becomes {@code [O, I, kH, kW]}. */
    static Tensor convolution(Tensor kernel) {
        return TensorAxes.permuted(image(kernel), 3, 2, 0, 1);
    }

    /** {@code [kH, kW, O, I]} becomes {@code [O, I, kH, kW]}. */
    static Tensor transposedConvolution(Tensor kernel) {
        requireRank(kernel, 4);
        return TensorAxes.permuted(kernel, 2, 3, 0, 1);
    }

    /** {@code [kH, kW, C, M]} becomes {@code [C * M, 1, kH, kW]}: M neurons on each channel. */
    static Tensor depthwise(Tensor kernel) {
        Tensor turned = TensorAxes.permuted(image(kernel), 2, 3, 0, 1);
        Shape shape = turned.shape();
        return turned.reshape(Shape.of(
                Math.multiplyExact(shape.dimension(0), shape.dimension(1)), 1, shape.dimension(2), shape.dimension(3)));
    }

    /** {@code [I, O]} becomes {@code [O, I]}. */
    static Tensor dense(Tensor kernel) {
        requireRank(kernel, 2);
        return TensorAxes.permuted(kernel, 1, 0);
    }

    /** {@code [I, O]} becomes the 1x1 convolution {@code [O, I, 1, 1]}. */
    static Tensor perPosition(Tensor kernel) {
        Tensor turned = dense(kernel);
        return turned.reshape(
                Shape.of(turned.shape().dimension(0), turned.shape().dimension(1), 1, 1));
    }

    /** Slopes {@code [H, W, C]}, of which axes may be 1, become one for each element of a sample {@code [C, H, W]}. */
    static Tensor spread(Tensor slopes, Shape sample) {
        int rank = sample.rank();
        requireRank(slopes, rank);
        int[] channelsFirst =
                IntStream.range(0, rank).map(axis -> (axis + rank - 1) % rank).toArray();
        return TensorAxes.repeated(TensorAxes.permuted(slopes, channelsFirst), sample);
    }

    private static Tensor image(Tensor kernel) {
        if (kernel.shape().rank() == 3) {
            int[] sides = kernel.shape().toArray();
            return kernel.reshape(Shape.of(1, sides[0], sides[1], sides[2]));
        }
        requireRank(kernel, 4);
        return kernel;
    }

    private static void requireRank(Tensor weight, int rank) {
        if (weight.shape().rank() != rank) {
            throw new ModelFormatException("has a weight of shape " + weight.shape() + ", needs " + rank + " axes");
        }
    }
}
