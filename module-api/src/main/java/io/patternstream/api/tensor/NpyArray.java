/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An array read from a {@code .npy} file, in the precision of the file. Immutable, thread-safe. */
public final class NpyArray {
    private final Shape shape;
    private final NpyType type;
    private final ByteBuffer values;

    NpyArray(Shape shape, NpyType type, ByteBuffer values) {
        this.shape = shape;
        this.type = type;
        this.values = values;
    }

    /** {@return the shape} */
    public Shape shape() {
        return shape;
    }

    /** {@return the element type in the file} */
    public NpyType type() {
        return type;
    }

    /** {@return the values as float32, rounded if the file holds more} */
    public Tensor tensor() {
        float[] floats = new float[shape.elementCount()];
        if (type == NpyType.FLOAT32) {
            values.asFloatBuffer().get(0, floats);
        } else {
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) type.at(values, i);
            }
        }
        return Tensor.wrap(shape, floats);
    }

    /** {@return the values as float64} */
    public double[] doubles() {
        double[] doubles = new double[shape.elementCount()];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = type.at(values, i);
        }
        return doubles;
    }

    /**
     * Returns one entry of the outermost axis, for example one sample of a batch; shares the values.
     *
     * @param index its position
     * @return an array with one axis less
     */
    public NpyArray slice(int index) {
        Shape inner = shape.inner();
        int size = inner.elementCount() * type.bytes();
        return new NpyArray(inner, type, values.slice(index * size, size).order(ByteOrder.LITTLE_ENDIAN));
    }
}
