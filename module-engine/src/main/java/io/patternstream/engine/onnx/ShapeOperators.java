/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Imports operators that move values without computing, and Softmax: Concat, Flatten, Reshape, Constant. */
final class ShapeOperators {
    private ShapeOperators() {}

    static void concat(GraphImporter graph, OnnxNode node) {
        int[] inputs = new int[node.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = graph.position(node, i);
        }
        requireChannelAxis(graph, node, 1);
        graph.computes(node, new Operation.Concat(), inputs);
    }

    static void flatten(GraphImporter graph, OnnxNode node) {
        requireChannelAxis(graph, node, 1);
        Shape flat = Shape.of(graph.shape(node, 0).elementCount());
        graph.computes(node, new Operation.Reshape(flat), graph.position(node, 0));
    }

    static void softmax(GraphImporter graph, OnnxNode node) {
        requireChannelAxis(graph, node, graph.opset() < 13 ? 1 : -1);
        graph.computes(node, new Operation.Softmax(false), graph.position(node, 0));
    }

    static void constant(GraphImporter graph, OnnxNode node) {
        OnnxAttribute value = node.attributes().get("value");
        if (value == null || value.tensor() == null) {
            throw node.error("only constants with a tensor attribute 'value' are supported");
        }
        graph.yields(node, value.tensor());
    }

    static void reshape(GraphImporter graph, OnnxNode node) {
        node.require("allowzero", 0);
        long[] target = graph.constant(node, 1).integers();
        OnnxTensor tensor = graph.constantOrNull(node, 0);
        if (tensor == null) {
            Shape shape = graph.shape(node, 0);
            requireBatchKept(graph, node, target, shape);
            long[] sample = Arrays.copyOfRange(target, 1, target.length);
            Operation operation = new Operation.Reshape(toShape(resolved(node, sample, toList(shape))));
            graph.computes(node, operation, graph.position(node, 0));
        } else {
            graph.yields(node, tensor.reshaped(resolved(node, target, tensor.dimensions())));
        }
    }

    /** The first axis must stay the batch's: 0 (as it was), the declared batch, or -1 beside fixed others. */
    private static void requireBatchKept(GraphImporter graph, OnnxNode node, long[] target, Shape sample) {
        boolean others = target.length > 1 && Arrays.stream(target).skip(1).noneMatch(extent -> extent == -1);
        boolean kept = target.length > 1
                && (target[0] == 0 || (target[0] == -1 && others) || (graph.batch() > 0 && target[0] == graph.batch()));
        if (!kept) {
            throw node.error("the shape " + Arrays.toString(target) + " mixes the samples of a batch of " + sample
                    + "; begin it with 0");
        }
    }

    /** Replaces 0 by the input's extent and -1 by what is left. */
    private static List<Long> resolved(OnnxNode node, long[] target, List<Long> input) {
        long total = 1;
        for (long extent : input) {
            total = Math.multiplyExact(total, extent);
        }
        List<Long> result = new ArrayList<>();
        int free = -1;
        long known = 1;
        for (int i = 0; i < target.length; i++) {
            long extent = target[i] == 0 && i < input.size() ? input.get(i) : target[i];
            if (extent == -1 && free < 0) {
                free = i;
            } else if (extent < 0) {
                throw node.error("cannot reshape " + input + " to " + Arrays.toString(target));
            } else {
                known = Math.multiplyExact(known, extent);
            }
            result.add(extent);
        }
        if (free >= 0 && known > 0) {
            result.set(free, total / known);
            known *= total / known;
        }
        if (known != total) {
            throw node.error("cannot reshape " + input + " to " + Arrays.toString(target));
        }
        return result;
    }

    private static void requireChannelAxis(GraphImporter graph, OnnxNode node, int otherwise) {
        int axis = node.integer("axis", otherwise);
        int rank = graph.shape(node, 0).rank() + 1;
        if ((axis < 0 ? axis + rank : axis) != 1) {
            throw node.error("axis = " + axis + " is not supported, only that of the channels (1)");
        }
    }

    private static List<Long> toList(Shape shape) {
        return Arrays.stream(shape.toArray()).asLongStream().boxed().toList();
    }

    private static Shape toShape(List<Long> extents) {
        return Shape.of(extents.stream().mapToInt(Math::toIntExact).toArray());
    }
}
