/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import static java.util.Map.entry;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import java.util.Map;

/** Imports functions of each value by itself. */
final class ActivationOperators {
    static final Map<String, OperatorImporter> TABLE = Map.ofEntries(
            entry("Relu", (graph, node) -> apply(graph, node, new Nonlinearity.Relu())),
            entry(
                    "LeakyRelu",
                    (graph, node) -> apply(graph, node, new Nonlinearity.LeakyRelu(node.real("alpha", 0.01f)))),
            entry("PRelu", ActivationOperators::prelu),
            entry("Elu", (graph, node) -> apply(graph, node, new Nonlinearity.Elu(node.real("alpha", 1), 1))),
            entry("Selu", ActivationOperators::selu),
            entry("Clip", ActivationOperators::clip),
            entry("Sigmoid", (graph, node) -> apply(graph, node, new Nonlinearity.Sigmoid())),
            entry("Tanh", (graph, node) -> apply(graph, node, new Nonlinearity.Tanh())),
            entry("HardSigmoid", ActivationOperators::hardSigmoid),
            entry("HardSwish", (graph, node) -> apply(graph, node, new Nonlinearity.HardSwish())),
            entry("Gelu", ActivationOperators::gelu),
            entry("Softplus", (graph, node) -> apply(graph, node, new Nonlinearity.Softplus())),
            entry("Softsign", (graph, node) -> apply(graph, node, new Nonlinearity.Softsign())),
            entry("Reciprocal", (graph, node) -> apply(graph, node, new Nonlinearity.Reciprocal())));

    private ActivationOperators() {}

    private static void apply(GraphImporter graph, OnnxNode node, Nonlinearity function) {
        graph.from(node, 0).main(new Operation.Activation(function)).yields();
    }

    private static void selu(GraphImporter graph, OnnxNode node) {
        float alpha = node.real("alpha", 1.6732632f);
        apply(graph, node, new Nonlinearity.Elu(alpha, node.real("gamma", 1.050701f)));
    }

    private static void hardSigmoid(GraphImporter graph, OnnxNode node) {
        apply(graph, node, new Nonlinearity.HardSigmoid(node.real("alpha", 0.2f), node.real("beta", 0.5f)));
    }

    private static void gelu(GraphImporter graph, OnnxNode node) {
        String approximate = node.text("approximate", "none");
        boolean tanh = "tanh".equals(approximate);
        if (!tanh && !"none".equals(approximate)) {
            throw node.error("approximate = " + approximate + " is not supported, only none and tanh");
        }
        apply(graph, node, tanh ? new Nonlinearity.TanhGelu() : new Nonlinearity.Gelu());
    }

    /** Bounds are attributes before opset 11, constant inputs after; each may be absent. */
    private static void clip(GraphImporter graph, OnnxNode node) {
        double low = node.hasInput(1) ? graph.constant(node, 1).scalar() : node.real("min", Float.NEGATIVE_INFINITY);
        double high = node.hasInput(2) ? graph.constant(node, 2).scalar() : node.real("max", Float.POSITIVE_INFINITY);
        apply(graph, node, new Nonlinearity.Clip(low, high));
    }

    private static void prelu(GraphImporter graph, OnnxNode node) {
        Shape sample = graph.shape(node, 0);
        OnnxTensor slopes = graph.constant(node, 1);
        Shape full = sample.batchOf(1);
        if (!Axes.broadcast(full, slopes.shape()).equals(full)) {
            throw node.error("its slopes " + slopes.dimensions() + " do not broadcast to " + sample);
        }
        graph.reserve(node, sample.elementCount());
        apply(graph, node, new Nonlinearity.PRelu(Axes.broadcast(slopes, full).parameters(sample)));
    }
}
