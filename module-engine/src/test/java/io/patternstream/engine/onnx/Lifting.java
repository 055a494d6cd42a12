/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Rewrites a node for a value that has got one more axis in front: every axis is counted one further. */
final class Lifting {
    private Lifting() {}

    static OnnxTensor raised(OnnxTensor tensor) {
        List<Long> dimensions = new ArrayList<>(List.of(1L));
        dimensions.addAll(tensor.dimensions());
        return tensor.reshaped(dimensions);
    }

    static OnnxTensor integers(List<Long> values) {
        return OnnxTensor.integers(
                "integers",
                List.of((long) values.size()),
                values.stream().map(Extent::of).toList());
    }

    /**
     * Rewrites a node.
     *
     * @param node of a test
     * @param rank number of axes of the test's data
     * @param constants by name; those that name axes are rewritten too
     * @return the node on the raised value
     */
    static OnnxNode of(OnnxNode node, int rank, Map<String, OnnxTensor> constants) {
        Map<String, OnnxAttribute> attributes = new HashMap<>(node.attributes());
        List<String> inputs = new ArrayList<>(node.inputs());
        List<Long> every = LongStream.range(0, rank).boxed().toList();
        switch (node.operator()) {
            case "Transpose" -> {
                List<Long> permutation = new ArrayList<>(List.of(0L));
                for (int i = 0; i < rank; i++) {
                    long axis = node.has("perm") ? node.integers("perm").get(i) : rank - 1L - i;
                    permutation.add(axis + 1);
                }
                put(attributes, "perm", 0, permutation);
            }
            case "Softmax", "LogSoftmax" -> put(attributes, "axis", further(node.integer("axis", -1)), List.of());
            case "Concat", "Split", "Gather" -> put(attributes, "axis", further(node.integer("axis", 0)), List.of());
            case "ReduceMean" -> put(attributes, "axes", 0, further(node.has("axes") ? node.integers("axes") : every));
            case "Slice" -> axes(inputs, 3, every, constants);
            case "Squeeze", "Unsqueeze" -> axes(inputs, 1, every, constants);
            case "Reshape" ->
                constants.computeIfPresent(inputs.get(1), (name, shape) -> {
                    List<Long> extents = new ArrayList<>(List.of(1L));
                    LongStream.of(shape.integers()).forEach(extents::add);
                    return integers(extents);
                });
            default -> {}
        }
        return new OnnxNode(node.name(), node.operator(), inputs, node.outputs(), attributes);
    }

    /** Rewrites an input that names axes; where it is absent, all axes are meant. */
    private static void axes(List<String> inputs, int index, List<Long> every, Map<String, OnnxTensor> constants) {
        if (index == inputs.size()) {
            inputs.add("axes");
            constants.put("axes", integers(further(every)));
        } else {
            constants.computeIfPresent(
                    inputs.get(index),
                    (name, axes) -> integers(
                            further(LongStream.of(axes.integers()).boxed().toList())));
        }
    }

    private static List<Long> further(List<Long> axes) {
        return axes.stream().map(Lifting::further).toList();
    }

    private static long further(long axis) {
        return axis < 0 ? axis : axis + 1;
    }

    private static void put(Map<String, OnnxAttribute> attributes, String name, long integer, List<Long> integers) {
        attributes.put(name, new OnnxAttribute(name, 0, integer, "", null, integers, List.of()));
    }
}
