/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.tensor;

import java.nio.FloatBuffer;
import java.util.List;

/** Immutable float32 values in C order with their shape, on the Java heap. Thread-safe; no arithmetic. */
public final class Tensor {
    private final Shape shape;
    private final float[] values;

    private Tensor(Shape shape, float[] values) {
        if (values.length != shape.elementCount()) {
            throw new IllegalArgumentException(
                    "shape " + shape + " needs " + shape.elementCount() + " values but got " + values.length);
        }
        this.shape = shape;
        this.values = values;
    }

    /**
     * Returns a tensor of a copy of the values.
     *
     * @param shape the shape
     * @param values as many as the shape has elements, C order
     * @return the tensor
     */
    public static Tensor of(Shape shape, float... values) {
        return new Tensor(shape, values.clone());
    }

    /**
     * Returns a tensor that takes the array over without copying it; the caller must not touch the array again.
     *
     * @param shape the shape
     * @param values as many as the shape has elements, C order
     * @return the tensor
     */
    public static Tensor wrap(Shape shape, float[] values) {
        return new Tensor(shape, values);
    }

    /**
     * Joins samples of equal shape into one batch.
     *
     * @param samples at least one, each {@code [C, H, W]} or of any other equal shape
     * @return {@code [N, C, H, W]}
     */
    public static Tensor stack(List<Tensor> samples) {
        Shape inner = samples.get(0).shape;
        float[] joined = new float[inner.batchOf(samples.size()).elementCount()];
        for (int n = 0; n < samples.size(); n++) {
            Tensor sample = samples.get(n);
            if (!sample.shape.equals(inner)) {
                throw new IllegalArgumentException(
                        "sample " + n + " has shape " + sample.shape + ", the first has " + inner);
            }
            sample.copyTo(joined, n * inner.elementCount());
        }
        return new Tensor(inner.batchOf(samples.size()), joined);
    }

    /**
     * Returns the shape.
     *
     * @return the shape
     */
    public Shape shape() {
        return shape;
    }

    /**
     * Returns the values.
     *
     * @return a read-only view, C order
     */
    public FloatBuffer values() {
        return FloatBuffer.wrap(values).asReadOnlyBuffer();
    }

    /**
     * Returns one value.
     *
     * @param index position in C order
     * @return the value
     */
    public float at(int index) {
        return values[index];
    }

    /**
     * Copies all values.
     *
     * @param target receives them
     * @param offset where the first goes
     */
    public void copyTo(float[] target, int offset) {
        System.arraycopy(values, 0, target, offset, values.length);
    }

    /**
     * Copies one entry of the outermost axis, for example one sample of a batch.
     *
     * @param index its position
     * @return a tensor with one axis less
     */
    public Tensor slice(int index) {
        Shape inner = shape.inner();
        int size = inner.elementCount();
        float[] part = new float[size];
        System.arraycopy(values, index * size, part, 0, size);
        return new Tensor(inner, part);
    }

    /**
     * Returns the same values under another shape; shares the values.
     *
     * @param other a shape with as many elements
     * @return the reshaped tensor
     */
    public Tensor reshape(Shape other) {
        return new Tensor(other, values);
    }

    @Override
    public String toString() {
        return "Tensor " + shape;
    }
}
