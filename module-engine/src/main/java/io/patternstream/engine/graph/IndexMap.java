/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.graph;

import io.patternstream.api.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Says for each element of a result which element of a sample it is, or that it is a constant. Immutable, thread-safe.
 */
public final class IndexMap {
    /** Stands for the constant instead of a position. */
    public static final int FILL = -1;

    private final Shape input;
    private final Shape output;
    private final int[] sources;
    private final double fill;

    private IndexMap(Shape input, Shape output, int[] sources, double fill) {
        this.input = input;
        this.output = output;
        this.sources = sources;
        this.fill = fill;
    }

    /**
     * Returns a map given element by element.
     *
     * @param input shape of one sample
     * @param output shape of the result
     * @param sources per element of the result, in C order, a position in the sample or {@link #FILL}; copied
     * @param fill the constant
     * @return the map
     * @throws IllegalArgumentException if the sizes do not fit or a position does not exist
     */
    public static IndexMap of(Shape input, Shape output, int[] sources, double fill) {
        if (sources.length != output.elementCount()) {
            throw new IllegalArgumentException(sources.length + " sources for a result of shape " + output);
        }
        for (int source : sources) {
            if (source < FILL || source >= input.elementCount()) {
                throw new IllegalArgumentException("source " + source + " is not in a sample of shape " + input);
            }
        }
        return new IndexMap(input, output, sources.clone(), fill);
    }

    /**
     * Returns a map whose axes do not mix: slices, padding, nearest-neighbour resizing, broadcasting.
     *
     * @param input shape of one sample
     * @param axes per axis, for each position of the result the position in the sample or {@link #FILL}
     * @param fill the constant
     * @return the map
     */
    public static IndexMap separable(Shape input, List<int[]> axes, double fill) {
        Shape output = Shape.of(axes.stream().mapToInt(axis -> axis.length).toArray());
        int[] sources = {0};
        for (int axis = 0; axis < axes.size(); axis++) {
            sources = extended(sources, axes.get(axis), input.dimension(axis));
        }
        return of(input, output, sources, fill);
    }

    /**
     * Returns the map that exchanges axes.
     *
     * @param input shape of one sample
     * @param permutation the result's axis i is the sample's axis {@code permutation[i]}
     * @return the map
     */
    public static IndexMap transposed(Shape input, int... permutation) {
        int[] strides = new int[input.rank()];
        int stride = 1;
        for (int axis = input.rank() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= input.dimension(axis);
        }
        List<Integer> dimensions = new ArrayList<>();
        int[] sources = {0};
        for (int axis : permutation) {
            dimensions.add(input.dimension(axis));
            sources = stepped(sources, input.dimension(axis), strides[axis]);
        }
        Shape output = Shape.of(dimensions.stream().mapToInt(i -> i).toArray());
        return of(input, output, sources, 0);
    }

    /** {@return the shape of one sample of the input} */
    public Shape input() {
        return input;
    }

    /** {@return the shape of one sample of the result} */
    public Shape output() {
        return output;
    }

    /**
     * Tells where an element comes from.
     *
     * @param element position in the result, C order
     * @return position in the sample, or {@link #FILL}
     */
    public int source(int element) {
        return sources[element];
    }

    /** {@return the constant} */
    public double fill() {
        return fill;
    }

    /** {@return whether every element of the sample appears exactly once and nothing is constant} */
    public boolean isPermutation() {
        if (sources.length != input.elementCount()) {
            return false;
        }
        boolean[] seen = new boolean[sources.length];
        for (int source : sources) {
            if (source == FILL || seen[source]) {
                return false;
            }
            seen[source] = true;
        }
        return true;
    }

    @Override
    public String toString() {
        return "IndexMap " + input + " to " + output;
    }

    private static int[] extended(int[] outer, int[] axis, int extent) {
        int[] sources = new int[Math.multiplyExact(outer.length, axis.length)];
        for (int i = 0; i < sources.length; i++) {
            int above = outer[i / axis.length];
            int here = axis[i % axis.length];
            if (here >= extent) {
                throw new IllegalArgumentException("position " + here + " on an axis of extent " + extent);
            }
            sources[i] = above == FILL || here == FILL ? FILL : above * extent + here;
        }
        return sources;
    }

    private static int[] stepped(int[] outer, int extent, int stride) {
        int[] sources = new int[Math.multiplyExact(outer.length, extent)];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = outer[i / extent] + i % extent * stride;
        }
        return sources;
    }
}
