/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Room for intermediate values that no other call sees: one native matrix and three heap lines, grown to the largest request.
 * Belongs to one {@link Nd4jKernels} and its thread; owns the native memory.
 */
final class Scratch implements AutoCloseable {
    private final float[][] lines = new float[3][0];
    private @Nullable INDArray matrix;

    /**
     * Returns a heap line; its values are undefined.
     *
     * @param index 0 to 2
     * @param length at least so many values
     * @return the line, valid until it is asked for again
     */
    float[] line(int index, int length) {
        if (lines[index].length < length) {
            lines[index] = new float[length];
        }
        return lines[index];
    }

    /**
     * Returns the native matrix; its values are undefined.
     *
     * @param elements at least so many values
     * @return valid until it is asked for again
     */
    INDArray matrix(long elements) {
        INDArray current = matrix;
        if (current != null && current.length() >= elements) {
            return current;
        }
        close();
        current = Detached.allocate(DataType.FLOAT, elements);
        matrix = current;
        return current;
    }

    @Override
    public void close() {
        if (matrix != null) {
            matrix.close();
            matrix = null;
        }
    }
}
