/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns an ONNX graph into a network, node by node; nodes that the output does not depend on are left out. Identity and
 * Dropout vanish; a constant that is added becomes a {@link Operation.Affine} of scale 1, which canonisation folds.
 */
final class GraphImporter {
    private final Map<String, OnnxTensor> constants;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Network.Builder network;
    private final long opset;
    private final int batch;

    private GraphImporter(OnnxModel model, OnnxValue input) {
        constants = new HashMap<>(model.initialisers());
        opset = model.opset();
        network = Network.builder(input.name(), sampleShape(input));
        batch = input.dimensions().get(0).intValue();
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
        if (!importer.positions.containsKey(output.name())) {
            throw new ModelFormatException("its output '" + output.name() + "' is not computed from its input '"
                    + input.name() + "' by any node");
        }
        return importer.network.build(Head.NONE);
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

    /** The position of a node's input; refuses constants and values that nothing computes. */
    int position(OnnxNode node, int index) {
        Integer position = positions.get(node.input(index));
        if (position == null) {
            boolean constant = constants.containsKey(node.input(index));
            throw node.error("its input '" + node.input(index) + "' is "
                    + (constant ? "a constant, which is not supported here" : "not computed by any earlier node"));
        }
        return position;
    }

    /** The shape of one sample of a node's input. */
    Shape shape(OnnxNode node, int index) {
        return network.shape(position(node, index));
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

    /** Adds what a node computes; its other inputs are the operation's own parameters. */
    void computes(OnnxNode node, Operation operation, int... inputs) {
        positions.put(node.output(), network.add(node.key(), operation, inputs));
    }

    /** Makes a node's output another name of its first input. */
    void passes(OnnxNode node) {
        OnnxTensor tensor = constantOrNull(node, 0);
        if (tensor == null) {
            positions.put(node.output(), position(node, 0));
        } else {
            constants.put(node.output(), tensor);
        }
    }

    /** Makes a node's output a constant. */
    void yields(OnnxNode node, OnnxTensor tensor) {
        constants.put(node.output(), tensor);
    }

    private void add(OnnxNode node) {
        try {
            switch (node.operator()) {
                case "Conv" -> LinearOperators.convolution(this, node);
                case "Gemm" -> LinearOperators.gemm(this, node);
                case "MatMul" -> LinearOperators.matMul(this, node);
                case "Add" -> LinearOperators.add(this, node);
                case "BatchNormalization" -> LinearOperators.batchNormalization(this, node);
                case "Relu" -> computes(node, new Operation.Activation(new Nonlinearity.Relu()), position(node, 0));
                case "MaxPool" -> PoolOperators.maxPool(this, node);
                case "AveragePool" -> PoolOperators.averagePool(this, node);
                case "GlobalAveragePool" -> computes(node, new Operation.GlobalAveragePool(), position(node, 0));
                case "Concat" -> ShapeOperators.concat(this, node);
                case "Flatten" -> ShapeOperators.flatten(this, node);
                case "Reshape" -> ShapeOperators.reshape(this, node);
                case "Constant" -> ShapeOperators.constant(this, node);
                case "Dropout", "Identity" -> passes(node);
                case "Softmax" -> ShapeOperators.softmax(this, node);
                case "Sigmoid" ->
                    computes(node, new Operation.Activation(new Nonlinearity.Sigmoid()), position(node, 0));
                default -> throw node.error("the operator " + node.operator() + " is not supported");
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ModelFormatException(node.label() + ": " + e.getMessage(), e);
        }
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
        boolean real = input.elementType() == OnnxTensor.FLOAT
                || input.elementType() == OnnxTensor.FLOAT16
                || input.elementType() == OnnxTensor.DOUBLE;
        if (!real || dimensions.size() != 4) {
            throw new ModelFormatException("its input '" + input.name() + "' is not a batch of images: it needs 4 axes "
                    + "[N, C, H, W] of real numbers but has " + dimensions + " of element type "
                    + input.elementType());
        }
        for (long dimension : dimensions.subList(1, 4)) {
            if (dimension < 1 || dimension > 32767) {
                throw new ModelFormatException("its input '" + input.name() + "' has the shape " + dimensions
                        + " (0 = not fixed); channels, height and width must be fixed and at most 32767");
            }
        }
        return Shape.of(dimensions.stream().skip(1).mapToInt(Long::intValue).toArray());
    }

    private static List<OnnxNode> ancestors(List<OnnxNode> nodes, String output) {
        Set<String> needed = new HashSet<>(Set.of(output));
        Deque<OnnxNode> kept = new ArrayDeque<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            OnnxNode node = nodes.get(i);
            if (node.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(node.inputs());
                kept.addFirst(node);
            }
        }
        return List.copyOf(kept);
    }
}
