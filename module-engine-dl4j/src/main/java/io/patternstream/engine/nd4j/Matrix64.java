/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A native float64 matrix outside every workspace. One thread at a time; owns its memory. */
final class Matrix64 implements AutoCloseable {
    private final INDArray array;
    private final DoubleBuffer values;

    private Matrix64(INDArray array) {
        this.array = array;
        this.values = array.data().asNioDouble();
    }

    /** {@return a matrix of so many undefined values} */
    static Matrix64 allocate(int elements) {
        return new Matrix64(Detached.allocate(DataType.DOUBLE, elements));
    }

    void put(int index, double value) {
        values.put(index, value);
    }

    double at(int index) {
        return values.get(index);
    }

    DoublePointer pointer() {
        return (DoublePointer) array.data().pointer();
    }

    @Override
    public void close() {
        array.close();
    }
}
