/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns an ONNX graph into a network, node by node; nodes that the output does not depend on are left out. A value of the
 * file is either computed, and then its first axis is the batch's, or constant. One use, one thread.
 */
final class GraphImporter {
    /** What a model may rearrange, broadcast or fold in all, in elements: this, and some more for each byte of its file. */
    private static final long ELEMENTS = 1 << 22;

    private static final long ELEMENTS_PER_BYTE = 4;

    private final Map<String, OnnxTensor> constants;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<String, String> missing = new HashMap<>();
    private final Network.Builder network;
    private final long opset;
    private final int batch;
    private final long allowance;
    private long reserved;
    private int steps;

    private GraphImporter(OnnxModel model, OnnxValue input) {
        constants = new HashMap<>(model.initialisers());
        opset = model.opset();
        network = Network.builder(input.name(), sampleShape(input));
        batch = (int) Math.max(0, Math.min(input.dimensions().get(0), Integer.MAX_VALUE));
        allowance = ELEMENTS + ELEMENTS_PER_BYTE * model.bytes();
        positions.put(input.name(), 0);
    }

    static Network network(OnnxModel model) {
        List<OnnxValue> inputs = model.inputs().stream()
                .filter(value -> !model.initialisers().containsKey(value.name()))
                .toList();
        OnnxValue input = single("input", inputs);
        OnnxValue output = single("output", model.outputs());
        GraphImporter importer = new GraphImporter(model, input);
        for (OnnxNode node : ancestors(model.nodes(), output.name())) {
            importer.add(node);
        }
        return importer.finished(input.name(), output.name());
    }

    Network.Builder network() {
        return network;
    }

    long opset() {
        return opset;
    }

    /** The extent of the input's batch axis; 0 where it is symbolic. */
    int batch() {
        return batch;
    }

    /** Whether an extent is that of the batch: symbolic, or the number that the file declares. */
    boolean isBatch(Extent extent) {
        return extent.equals(Extent.BATCH) || (batch > 0 && extent.equals(Extent.of(batch)));
    }

    /** Whether a node's input is computed; false for constants. */
    boolean isComputed(OnnxNode node, int index) {
        return !constants.containsKey(node.input(index));
    }

    /** The nodes that a node's computed input is lowered to; refuses constants and values that nothing computes. */
    Chain from(OnnxNode node, int index) {
        return new Chain(this, node, position(node, index));
    }

    /** The shape of one sample of a node's input. */
    Shape shape(OnnxNode node, int index) {
        return network.shape(position(node, index));
    }

    /** The dimensions of a node's input, constant or computed; then the batch's axis comes first with extent 1. */
    Shape fullShape(OnnxNode node, int index) {
        OnnxTensor tensor = constantOrNull(node, index);
        return tensor == null ? shape(node, index).batchOf(1) : tensor.shape();
    }

    /** A node's constant input, or null where it is computed. */
    @Nullable
    OnnxTensor constantOrNull(OnnxNode node, int index) {
        return constants.get(node.input(index));
    }

    /** A node's constant input. */
    OnnxTensor constant(OnnxNode node, int index) {
        OnnxTensor tensor = constantOrNull(node, index);
        if (tensor == null) {
            throw node.error("its input '" + node.input(index) + "' must be a constant");
        }
        return tensor;
    }

    /** The integers of a node's constant input, or of an attribute of older opsets; none where both are absent. */
    List<Extent> extents(OnnxNode node, int index, String attribute) {
        if (node.hasInput(index)) {
            return constant(node, index).extents();
        }
        return node.integers(attribute).stream().map(Extent::of).toList();
    }

    /** Makes one of a node's outputs the value at a position. */
    void computes(OnnxNode node, int output, int position) {
        positions.put(node.outputs().get(output), position);
    }

    /** Makes a node's output another name of its first input. */
    void passes(OnnxNode node) {
        OnnxTensor tensor = constantOrNull(node, 0);
        if (tensor == null) {
            positions.put(node.output(), position(node, 0));
        } else {
            yields(node, tensor);
        }
    }

    /** Makes a node's output a constant. */
    void yields(OnnxNode node, OnnxTensor tensor) {
        constants.put(node.output(), tensor.named(node.output()));
    }

    /** Takes from what a model may rearrange, broadcast or fold; to be called before memory is allocated for it. */
    int reserve(OnnxNode node, long... extents) {
        long elements = 1;
        for (long extent : extents) {
            elements = extent == 0 ? 0 : Math.min(elements, Integer.MAX_VALUE) * Math.min(extent, Integer.MAX_VALUE);
        }
        reserved = Math.min(reserved, Integer.MAX_VALUE * 2L) + Math.min(elements, Integer.MAX_VALUE * 2L);
        if (reserved > allowance) {
            throw node.error("a result of " + Arrays.toString(extents) + " is too large: the model rearranges, "
                    + "broadcasts or folds more than " + allowance + " values in all");
        }
        return Math.toIntExact(elements);
    }

    /** A name for the next operation that a node is lowered to besides the one that bears its own. */
    String auxiliary(OnnxNode node) {
        steps++;
        return node.key() + "." + steps;
    }

    private int position(OnnxNode node, int index) {
        String name = node.input(index);
        Integer position = positions.get(name);
        if (position == null) {
            String why = constants.containsKey(name)
                    ? "a constant, which is not supported here"
                    : missing.getOrDefault(name, "not computed by any earlier node");
            throw node.error("its input '" + name + "' is " + why);
        }
        return position;
    }

    private void add(OnnxNode node) {
        steps = 0;
        try {
            Operators.of(node).add(this, node);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ModelFormatException(node.label() + ": " + e.getMessage(), e);
        }
        for (int i = 1; i < node.outputs().size(); i++) {
            if (!positions.containsKey(node.outputs().get(i))) {
                missing.put(node.outputs().get(i), "output " + i + " of " + node.label() + ", which is not supported");
            }
        }
    }

    private Network finished(String input, String output) {
        Integer position = positions.get(output);
        if (position == null) {
            String why = missing.getOrDefault(output, "not computed from its input '" + input + "' by any node");
            throw new ModelFormatException("its output '" + output + "' is " + why);
        }
        return Pruning.endingAt(network.build(Head.NONE), position);
    }

    private static OnnxValue single(String what, List<OnnxValue> values) {
        if (values.size() != 1) {
            List<String> names = values.stream().map(OnnxValue::name).toList();
            throw new ModelFormatException("it has " + values.size() + " " + what + "s " + names
                    + "; only classifiers with one image input and one output are supported");
        }
        return values.get(0);
    }

    private static Shape sampleShape(OnnxValue input) {
        List<Long> dimensions = input.dimensions();
        if (!OnnxTensor.isReal(input.elementType()) || dimensions.size() < 2) {
            throw new ModelFormatException("its input '" + input.name() + "' is not a batch of samples: it needs the "
                    + "axes [N, C, H, W] (or other axes after N) of real numbers but has " + dimensions
                    + " of element type " + input.elementType());
        }
        for (long dimension : dimensions.subList(1, dimensions.size())) {
            if (dimension < 1 || dimension > 32767) {
                throw new ModelFormatException("its input '" + input.name() + "' has the shape " + dimensions
                        + " (0 = not fixed); all axes but the batch's must be fixed and at most 32767");
            }
        }
        try {
            return Shape.of(dimensions.stream().skip(1).mapToInt(Long::intValue).toArray());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ModelFormatException("its input '" + input.name() + "' is too large: " + e.getMessage(), e);
        }
    }

    private static List<OnnxNode> ancestors(List<OnnxNode> nodes, String output) {
        Set<String> needed = new HashSet<>(Set.of(output));
        Deque<OnnxNode> kept = new ArrayDeque<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            OnnxNode node = nodes.get(i);
            if (node.outputs().stream().anyMatch(name -> !name.isEmpty() && needed.contains(name))) {
                needed.addAll(node.inputs());
                kept.addFirst(node);
            }
        }
        return List.copyOf(kept);
    }
}
