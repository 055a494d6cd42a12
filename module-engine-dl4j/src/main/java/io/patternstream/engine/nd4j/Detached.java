/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import java.nio.FloatBuffer;
import java.util.function.IntToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Native vectors outside every workspace. Stateless. */
final class Detached {
    private Detached() {}

    /**
     * Makes a vector of undefined values, whatever workspace is open.
     *
     * @param type element type
     * @param elements how many
     * @return the vector; the caller closes it
     */
    @SuppressWarnings("try") // the resource works by being open
    static INDArray allocate(DataType type, long elements) {
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return Nd4j.createUninitialized(type, elements);
        }
    }

    /**
     * Makes a float32 vector.
     *
     * @param elements how many
     * @param values rounded to float32
     * @return the vector; the caller closes it
     */
    static INDArray floats(int elements, IntToDoubleFunction values) {
        INDArray vector = allocate(DataType.FLOAT, elements);
        FloatBuffer buffer = Arrays32.buffer(vector);
        for (int i = 0; i < elements; i++) {
            buffer.put(i, (float) values.applyAsDouble(i));
        }
        return vector;
    }
}
