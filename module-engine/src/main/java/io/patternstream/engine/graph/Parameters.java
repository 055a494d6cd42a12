/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.graph;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer's weights or biases. Files mostly hold float32; folding batch normalisation makes values that float32 cannot
 * hold, and those stay in float64. Immutable, thread-safe.
 */
public final class Parameters {
    private final Tensor rounded;
    private final double @Nullable [] exact;

    private Parameters(Tensor rounded, double @Nullable [] exact) {
        this.rounded = rounded;
        this.exact = exact;
    }

    /**
     * Returns float32 parameters; shares the values.
     *
     * @param tensor the values
     * @return the parameters
     */
    public static Parameters of(Tensor tensor) {
        return new Parameters(tensor, null);
    }

    /**
     * Returns float64 parameters that take the array over; the caller must not touch it again.
     *
     * @param shape the shape
     * @param values as many as the shape has elements, C order
     * @return the parameters
     */
    public static Parameters of(Shape shape, double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return new Parameters(Tensor.wrap(shape, floats), values);
    }

    /** {@return the shape, neuron first} */
    public Shape shape() {
        return rounded.shape();
    }

    /** {@return the values rounded to float32} */
    public Tensor tensor() {
        return rounded;
    }

    /**
     * Returns one value.
     *
     * @param index position in C order
     * @return the value
     */
    public double at(int index) {
        return exact == null ? rounded.at(index) : exact[index];
    }

    /** {@return a copy of the values, C order} */
    public double[] toArray() {
        double[] values = new double[shape().elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = at(i);
        }
        return values;
    }

    /** {@return this matrix with rows and columns exchanged} */
    public Parameters transposed() {
        int rows = shape().dimension(0);
        int columns = shape().dimension(1);
        Shape turned = Shape.of(columns, rows);
        float[] floats = new float[rows * columns];
        double[] doubles = new double[exact == null ? 0 : floats.length];
        for (int i = 0; i < floats.length; i++) {
            int source = i % rows * columns + i / rows;
            if (exact == null) {
                floats[i] = rounded.at(source);
            } else {
                doubles[i] = exact[source];
            }
        }
        return exact == null ? of(Tensor.wrap(turned, floats)) : of(turned, doubles);
    }

    /**
     * Returns the same values under another shape.
     *
     * @param shape of as many elements
     * @return the parameters, sharing the values
     */
    public Parameters reshaped(Shape shape) {
        return new Parameters(rounded.reshape(shape), exact);
    }

    @Override
    public String toString() {
        return "Parameters " + shape();
    }
}
