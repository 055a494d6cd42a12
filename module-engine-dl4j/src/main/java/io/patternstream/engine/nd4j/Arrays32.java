/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.api.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Dense float32 arrays in C order: the only kind of array the kernels make. Stateless. */
final class Arrays32 {
    private static final long MAX_ELEMENTS = Integer.MAX_VALUE / Float.BYTES;

    private Arrays32() {}

    /**
     * Makes an array in the current workspace, its values undefined.
     *
     * @param dimensions outermost first
     * @return the array
     * @throws IllegalArgumentException if it would take 2 GiB or more
     */
    static INDArray allocate(long... dimensions) {
        long count = 1;
        for (long dimension : dimensions) {
            count = Math.multiplyExact(count, dimension);
        }
        if (count > MAX_ELEMENTS) {
            throw new IllegalArgumentException("an array of shape " + Arrays.toString(dimensions)
                    + " would take 2 GiB or more: use a smaller batch");
        }
        return Nd4j.createUninitialized(DataType.FLOAT, dimensions, 'c');
    }

    /** {@return the array's values, shared} */
    static FloatBuffer buffer(INDArray array) {
        return array.data().asNioFloat();
    }

    /**
     * Points into an array.
     *
     * @param array the array
     * @param element position in C order
     * @return its address
     */
    static FloatPointer pointer(INDArray array, long element) {
        return ((FloatPointer) array.data().pointer()).getPointer(element);
    }

    /** {@return shape of one sample of a batch} */
    static Shape sample(INDArray batch) {
        int[] dimensions = new int[batch.rank() - 1];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = (int) batch.size(i + 1);
        }
        return Shape.of(dimensions);
    }

    /** {@return the shape of an array with another first dimension, for example another batch size} */
    static long[] batchOf(long count, Shape sample) {
        long[] dimensions = new long[sample.rank() + 1];
        dimensions[0] = count;
        for (int i = 0; i < sample.rank(); i++) {
            dimensions[i + 1] = sample.dimension(i);
        }
        return dimensions;
    }
}
