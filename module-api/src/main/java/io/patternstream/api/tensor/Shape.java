/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.tensor;

import java.util.Arrays;

/** An immutable list of dimensions, outermost first, for example {@code [N, C, H, W]}. Thread-safe. */
public final class Shape {
    private final int[] dimensions;
    private final int elementCount;

    private Shape(int[] dimensions) {
        long count = 1;
        for (int dimension : dimensions) {
            if (dimension < 0) {
                throw new IllegalArgumentException("negative dimension in shape " + Arrays.toString(dimensions));
            }
            count = Math.multiplyExact(count, dimension);
        }
        if (count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(dimensions) + " has more than 2^31-1 elements");
        }
        this.dimensions = dimensions;
        this.elementCount = (int) count;
    }

    /**
     * Returns the shape with these dimensions.
     *
     * @param dimensions outermost first, none negative, at most 2^31-1 elements in all
     * @return the shape
     */
    public static Shape of(int... dimensions) {
        return new Shape(dimensions.clone());
    }

    /**
     * Returns the number of dimensions.
     *
     * @return the rank, 0 for a scalar
     */
    public int rank() {
        return dimensions.length;
    }

    /**
     * Returns one dimension.
     *
     * @param axis 0 is the outermost
     * @return its extent
     */
    public int dimension(int axis) {
        return dimensions[axis];
    }

    /**
     * Returns the product of all dimensions.
     *
     * @return the number of elements, 1 for a scalar
     */
    public int elementCount() {
        return elementCount;
    }

    /**
     * Returns this shape without its outermost axis: the shape of one sample of a batch, or of one neuron's weights.
     *
     * @return the inner shape
     */
    public Shape inner() {
        if (dimensions.length == 0) {
            throw new IllegalStateException("a scalar has no inner shape");
        }
        return new Shape(Arrays.copyOfRange(dimensions, 1, dimensions.length));
    }

    /**
     * Returns the shape with one more, outermost, axis.
     *
     * @param count extent of the new axis, for example the number of samples
     * @return the outer shape
     */
    public Shape batchOf(int count) {
        int[] outer = new int[dimensions.length + 1];
        outer[0] = count;
        System.arraycopy(dimensions, 0, outer, 1, dimensions.length);
        return new Shape(outer);
    }

    /**
     * Returns a copy of the dimensions.
     *
     * @return outermost first
     */
    public int[] toArray() {
        return dimensions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(dimensions, that.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    @Override
    public String toString() {
        return Arrays.toString(dimensions);
    }
}
