/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import java.util.Map;

/** Imports BatchNormalization, InstanceNormalization, LRN, Softmax and LogSoftmax. */
final class NormalisationOperators {
    static final Map<String, OperatorImporter> TABLE = Map.of(
            "BatchNormalization", NormalisationOperators::batchNormalization,
            "InstanceNormalization", NormalisationOperators::instanceNormalization,
            "LRN", NormalisationOperators::localResponse,
            "Softmax", (graph, node) -> softmax(graph, node, false),
            "LogSoftmax", (graph, node) -> softmax(graph, node, true));

    private NormalisationOperators() {}

    private static void batchNormalization(GraphImporter graph, OnnxNode node) {
        node.require("training_mode", 0);
        node.require("spatial", 1);
        if (node.outputs().stream().filter(name -> !name.isEmpty()).count() > 1) {
            throw node.error("its further outputs are those of training, which is not supported");
        }
        int channels = graph.shape(node, 0).dimension(0);
        Parameters gamma = Constants.vector(node, graph.constant(node, 1), channels);
        Parameters beta = Constants.vector(node, graph.constant(node, 2), channels);
        Parameters mean = Constants.vector(node, graph.constant(node, 3), channels);
        Parameters variance = Constants.vector(node, graph.constant(node, 4), channels);
        double epsilon = node.real("epsilon", 1e-5f);
        double[] scale = new double[channels];
        double[] shift = new double[channels];
        for (int c = 0; c < channels; c++) {
            scale[c] = gamma.at(c) / Math.sqrt(variance.at(c) + epsilon);
            shift[c] = beta.at(c) - mean.at(c) * scale[c];
        }
        Shape shape = Shape.of(channels);
        graph.from(node, 0)
                .main(new Operation.Affine(Parameters.of(shape, scale), Parameters.of(shape, shift)))
                .yields();
    }

    private static void instanceNormalization(GraphImporter graph, OnnxNode node) {
        Chain chain = graph.from(node, 0);
        Shape input = chain.shape();
        Parameters scale = Constants.vector(node, graph.constant(node, 1), input.dimension(0));
        Parameters shift = Constants.vector(node, graph.constant(node, 2), input.dimension(0));
        image(node, chain)
                .main(new Operation.InstanceNorm(node.real("epsilon", 1e-5f)))
                .then(new Operation.Affine(scale, shift))
                .reshape(input)
                .yields();
    }

    private static void localResponse(GraphImporter graph, OnnxNode node) {
        Chain chain = graph.from(node, 0);
        Shape input = chain.shape();
        Operation operation = new Operation.LocalResponseNorm(
                node.integer("size", 0), node.real("alpha", 0.0001f), node.real("beta", 0.75f), node.real("bias", 1));
        image(node, chain).main(operation).reshape(input).yields();
    }

    private static Chain image(OnnxNode node, Chain chain) {
        Shape input = chain.shape();
        if (input.rank() < 2) {
            throw node.error("needs channels and positions but its input is " + input);
        }
        return input.rank() == 3
                ? chain
                : chain.reshape(input.dimension(0), 1, input.inner().elementCount());
    }

    /** Over one axis; before opset 13 over that axis and all after it together. */
    private static void softmax(GraphImporter graph, OnnxNode node, boolean log) {
        Chain chain = graph.from(node, 0);
        Shape input = chain.shape();
        int rank = input.rank() + 1;
        boolean together = graph.opset() < 13;
        int axis = node.axis(node.integer("axis", together ? 1 : -1), rank);
        if (axis == 0) {
            throw node.mixes("axis = 0 normalises over the batch");
        }
        Operation operation = new Operation.Softmax(log);
        if (together) {
            int size = 1;
            for (int i = axis - 1; i < input.rank(); i++) {
                size *= input.dimension(i);
            }
            Shape rows = size == input.elementCount() ? Shape.of(size) : Shape.of(input.elementCount() / size, size);
            chain.reshape(rows).main(operation).reshape(input).yields();
        } else {
            int last = input.rank() - 1;
            chain.moveAxis(axis - 1, last)
                    .main(operation)
                    .moveAxis(last, axis - 1)
                    .yields();
        }
    }
}
