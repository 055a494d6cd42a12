/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.lowering.GraphWriter;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Layers of several inputs; inputs of extent 1 along an axis are repeated, vectors along the whole image. Stateless. */
final class MergeLayers {
    private MergeLayers() {}

    static int add(LayerCall call) {
        return folded(call, equal(call), new Operation.Add());
    }

    static int multiply(LayerCall call) {
        return folded(call, equal(call), new Operation.Multiply());
    }

    static int average(LayerCall call) {
        int sum = folded(call, equal(call), new Operation.Add());
        return call.graph()
                .scale(call.name() + ".mean", sum, 1.0 / call.inputs().size());
    }

    static int subtract(LayerCall call) {
        List<Integer> inputs = equal(call);
        if (inputs.size() != 2) {
            throw new ModelFormatException("has " + inputs.size() + " inputs, needs 2");
        }
        int negative = call.graph().scale(call.name() + ".negative", inputs.get(1), -1);
        return call.graph().add(call.name(), new Operation.Add(), inputs.get(0), negative);
    }

    static int concatenate(LayerCall call) {
        GraphWriter graph = call.graph();
        int axis = call.axis(
                call.layer().has("axis") ? call.layer().setting("axis").asInt() : -1);
        int rank = graph.shape(call.inputs().get(0)).rank();
        int[] swapped = IntStream.range(0, rank)
                .map(i -> i == 0 ? axis : i == axis ? 0 : i)
                .toArray();
        int[] parts = new int[call.inputs().size()];
        for (int i = 0; i < parts.length; i++) {
            int input = call.inputs().get(i);
            if (graph.shape(input).rank() != rank) {
                throw new ModelFormatException("its inputs have different numbers of axes");
            }
            parts[i] = graph.transpose(call.name() + ".input" + i, input, swapped);
        }
        int joined = graph.add(call.name(), new Operation.Concat(), parts);
        return graph.transpose(call.name() + ".back", joined, swapped);
    }

    private static int folded(LayerCall call, List<Integer> inputs, Operation operation) {
        int result = inputs.get(0);
        for (int i = 1; i < inputs.size(); i++) {
            String part = i == inputs.size() - 1 ? "" : ".part" + i;
            result = call.graph().add(call.name() + part, operation, result, inputs.get(i));
        }
        return result;
    }

    /** The inputs, made equal in shape. */
    private static List<Integer> equal(LayerCall call) {
        if (call.inputs().size() < 2) {
            throw new ModelFormatException("has " + call.inputs().size() + " inputs, needs at least 2");
        }
        int rank = call.inputs().stream()
                .mapToInt(x -> call.graph().shape(x).rank())
                .max()
                .orElse(1);
        List<Integer> inputs = new ArrayList<>();
        int[] common = new int[rank];
        for (int input : call.inputs()) {
            int wide = widened(call, input, rank);
            inputs.add(wide);
            for (int axis = 0; axis < rank; axis++) {
                common[axis] = Math.max(common[axis], call.graph().shape(wide).dimension(axis));
            }
        }
        Shape shape = Shape.of(common);
        inputs.replaceAll(x -> call.graph().broadcast(call.name() + ".input" + inputs.indexOf(x), x, shape));
        return inputs;
    }

    /** Keras inserts axes after the batch's, so a vector stands for every position. */
    private static int widened(LayerCall call, int x, int rank) {
        int[] given = call.graph().shape(x).toArray();
        if (given.length == rank) {
            return x;
        }
        int[] dimensions = new int[rank];
        Arrays.fill(dimensions, 1);
        dimensions[0] = given[0];
        System.arraycopy(given, 1, dimensions, rank - given.length + 1, given.length - 1);
        return call.graph().reshape(call.name() + ".wide", x, dimensions);
    }
}
