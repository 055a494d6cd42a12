/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Moves values axis by axis, alike for constants and computed values: per axis of a value, the batch's included, the list of
 * positions that are kept.
 */
final class Axes {
    private Axes() {}

    /** Every position of an axis. */
    static int[] all(int extent) {
        return IntStream.range(0, extent).toArray();
    }

    /** Every position of every axis of a value; the list may be changed. */
    static List<int[]> identity(Shape full) {
        List<int[]> axes = new ArrayList<>();
        for (int extent : full.toArray()) {
            axes.add(all(extent));
        }
        return axes;
    }

    /** Makes a node's output its first input, taken position by position; memory for it is reserved by the caller. */
    static void take(GraphImporter graph, OnnxNode node, List<int[]> axes) {
        OnnxTensor tensor = graph.constantOrNull(node, 0);
        if (tensor == null) {
            graph.from(node, 0).rearrange(axes.subList(1, axes.size()), 0).yields();
        } else {
            graph.yields(node, taken(tensor, axes));
        }
    }

    /** A constant's elements, axis by axis. */
    static OnnxTensor taken(OnnxTensor tensor, List<int[]> axes) {
        return taken(tensor, IndexMap.separable(tensor.shape(), axes, 0));
    }

    /** A constant with its axes exchanged; the result's axis i is the constant's axis {@code permutation[i]}. */
    static OnnxTensor transposed(OnnxTensor tensor, int... permutation) {
        return taken(tensor, IndexMap.transposed(tensor.shape(), permutation));
    }

    private static OnnxTensor taken(OnnxTensor tensor, IndexMap map) {
        int[] sources =
                IntStream.range(0, map.output().elementCount()).map(map::source).toArray();
        return tensor.taken(extents(map.output()), sources);
    }

    /** A constant under a shape that ONNX's rules broadcast it to. */
    static OnnxTensor broadcast(OnnxTensor tensor, Shape shape) {
        int missing = shape.rank() - tensor.shape().rank();
        int[] aligned = new int[shape.rank()];
        Arrays.fill(aligned, 0, missing, 1);
        System.arraycopy(tensor.shape().toArray(), 0, aligned, missing, shape.rank() - missing);
        List<int[]> axes = IntStream.range(0, shape.rank())
                .mapToObj(axis ->
                        aligned[axis] == shape.dimension(axis) ? all(aligned[axis]) : new int[shape.dimension(axis)])
                .toList();
        return taken(tensor, IndexMap.separable(Shape.of(aligned), axes, 0));
    }

    /** The shape that two values are broadcast to. */
    static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] extents = new int[rank];
        for (int i = 0; i < rank; i++) {
            int left = extent(a, i - rank + a.rank());
            int right = extent(b, i - rank + b.rank());
            if (left != right && left != 1 && right != 1) {
                throw new IllegalArgumentException("the shapes " + a + " and " + b + " cannot be broadcast");
            }
            extents[i] = left == 1 ? right : left;
        }
        return Shape.of(extents);
    }

    /** The extents of a shape as the dimensions of a tensor. */
    static List<Long> extents(Shape shape) {
        return Arrays.stream(shape.toArray()).asLongStream().boxed().toList();
    }

    private static int extent(Shape shape, int axis) {
        return axis < 0 ? 1 : shape.dimension(axis);
    }
}
