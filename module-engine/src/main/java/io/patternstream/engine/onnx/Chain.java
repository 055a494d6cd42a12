/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The operations that one ONNX node is lowered to, one after the other. The operation that stands for the node bears its
 * name, the others that name and a number. Steps that would change nothing are left out.
 */
final class Chain {
    private final GraphImporter graph;
    private final OnnxNode node;
    private int position;

    Chain(GraphImporter graph, OnnxNode node, int position) {
        this.graph = graph;
        this.node = node;
        this.position = position;
    }

    /** The shape of one sample so far. */
    Shape shape() {
        return graph.network().shape(position);
    }

    /** Adds the operation that stands for the node; its other inputs are what other chains have reached. */
    Chain main(Operation operation, Chain... others) {
        return add(node.key(), operation, others);
    }

    /** Adds an operation that only prepares or completes another. */
    Chain then(Operation operation, Chain... others) {
        return add(graph.auxiliary(node), operation, others);
    }

    /** Gives the same values another shape. */
    Chain reshape(Shape shape) {
        return shape.equals(shape()) ? this : then(new Operation.Reshape(shape));
    }

    /** Gives the same values another shape. */
    Chain reshape(int... extents) {
        return reshape(Shape.of(extents));
    }

    /** Exchanges axes of the sample; the result's axis i is the sample's axis {@code permutation[i]}. */
    Chain transpose(int... permutation) {
        Shape from = shape();
        int[] moved = Arrays.stream(permutation)
                .filter(axis -> from.dimension(axis) != 1)
                .toArray();
        boolean ordered = IntStream.range(1, moved.length).allMatch(i -> moved[i - 1] < moved[i]);
        if (ordered) {
            return reshape(Arrays.stream(permutation).map(from::dimension).toArray());
        }
        graph.reserve(node, from.elementCount());
        return then(new Operation.Rearrange(IndexMap.transposed(from, permutation)));
    }

    /** Moves an axis of the sample to another place; the others keep their order. */
    Chain moveAxis(int from, int to) {
        List<Integer> axes =
                new ArrayList<>(IntStream.range(0, shape().rank()).boxed().toList());
        axes.add(to, axes.remove(from));
        return transpose(axes.stream().mapToInt(axis -> axis).toArray());
    }

    /**
     * Takes, axis by axis of the sample, the positions given, or a constant for {@link IndexMap#FILL}. The caller has
     * reserved what this allocates.
     */
    Chain rearrange(List<int[]> axes, double fill) {
        Shape from = shape();
        boolean same = IntStream.range(0, from.rank())
                .allMatch(axis -> Arrays.equals(axes.get(axis), Axes.all(from.dimension(axis))));
        if (same) {
            return this;
        }
        return then(new Operation.Rearrange(IndexMap.separable(from, axes, fill)));
    }

    /** Repeats the values along axes of extent 1, so that the sample gets this shape of the same rank. */
    Chain broadcast(Shape shape) {
        Shape from = shape();
        if (shape.equals(from)) {
            return this;
        }
        graph.reserve(node, shape.elementCount());
        List<int[]> axes = IntStream.range(0, shape.rank())
                .mapToObj(axis -> from.dimension(axis) == shape.dimension(axis)
                        ? Axes.all(shape.dimension(axis))
                        : new int[shape.dimension(axis)])
                .toList();
        return rearrange(axes, 0);
    }

    /** Makes what has been reached the node's output. */
    void yields() {
        yields(0);
    }

    /** Makes what has been reached one of the node's outputs. */
    void yields(int output) {
        graph.computes(node, output, position);
    }

    private Chain add(String name, Operation operation, Chain... others) {
        int[] inputs = new int[others.length + 1];
        inputs[0] = position;
        for (int i = 0; i < others.length; i++) {
            inputs[i + 1] = others[i].position;
        }
        position = graph.network().add(name, operation, inputs);
        if (shape().rank() == 0 || shape().elementCount() == 0) {
            throw node.error("gives samples of shape " + shape() + ", which is "
                    + (shape().rank() == 0 ? "no axis beside the batch's; keep one" : "empty"));
        }
        return this;
    }
}
