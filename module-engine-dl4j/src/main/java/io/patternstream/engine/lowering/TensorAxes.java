/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.lowering;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.Arrays;

/** Turns weights into the order that a network wants. Stateless. */
public final class TensorAxes {
    private TensorAxes() {}

    /**
     * Exchanges axes.
     *
     * @param tensor any
     * @param axes the result's axis i is axis {@code axes[i]} of the tensor
     * @return a copy
     */
    public static Tensor permuted(Tensor tensor, int... axes) {
        Shape shape = tensor.shape();
        int[] strides = new int[axes.length];
        int stride = 1;
        for (int axis = axes.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.dimension(axis);
        }
        Shape turned = Shape.of(Arrays.stream(axes).map(shape::dimension).toArray());
        float[] values = new float[shape.elementCount()];
        int[] at = new int[axes.length];
        for (int i = 0; i < values.length; i++) {
            int source = 0;
            for (int axis = 0; axis < axes.length; axis++) {
                source += at[axis] * strides[axes[axis]];
            }
            values[i] = tensor.at(source);
            step(at, turned);
        }
        return Tensor.wrap(turned, values);
    }

    /**
     * Repeats axes of extent 1.
     *
     * @param tensor of the same rank as the shape
     * @param shape the result's
     * @return a copy
     * @throws ModelFormatException if another axis would have to change
     */
    public static Tensor repeated(Tensor tensor, Shape shape) {
        int rank = shape.rank();
        boolean fits = tensor.shape().rank() == rank;
        for (int axis = 0; fits && axis < rank; axis++) {
            int extent = tensor.shape().dimension(axis);
            fits = extent == 1 || extent == shape.dimension(axis);
        }
        if (!fits) {
            throw new ModelFormatException(
                    "a weight of shape " + tensor.shape() + " does not fit samples of shape " + shape);
        }
        float[] values = new float[shape.elementCount()];
        int[] at = new int[rank];
        for (int i = 0; i < values.length; i++) {
            int source = 0;
            for (int axis = 0; axis < rank; axis++) {
                int extent = tensor.shape().dimension(axis);
                source = source * extent + (extent == 1 ? 0 : at[axis]);
            }
            values[i] = tensor.at(source);
            step(at, shape);
        }
        return Tensor.wrap(shape, values);
    }

    /** Moves to the next position in C order. */
    private static void step(int[] at, Shape shape) {
        for (int axis = at.length - 1; axis >= 0; axis--) {
            at[axis]++;
            if (at[axis] < shape.dimension(axis)) {
                return;
            }
            at[axis] = 0;
        }
    }
}
