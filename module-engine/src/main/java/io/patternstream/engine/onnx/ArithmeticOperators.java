/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Imports sums, differences, products and quotients. With a constant they are an {@link Operation.Affine}; of two computed
 * values, broadcasting is made explicit; of two constants they are folded.
 */
final class ArithmeticOperators {
    static final Map<String, OperatorImporter> TABLE = Map.of(
            "Add", (graph, node) -> binary(graph, node, Arithmetic.ADD),
            "Sub", (graph, node) -> binary(graph, node, Arithmetic.SUBTRACT),
            "Mul", (graph, node) -> binary(graph, node, Arithmetic.MULTIPLY),
            "Div", (graph, node) -> binary(graph, node, Arithmetic.DIVIDE),
            "Sum", ArithmeticOperators::sum,
            "Neg", ArithmeticOperators::negate);

    private ArithmeticOperators() {}

    private static void binary(GraphImporter graph, OnnxNode node, Arithmetic operator) {
        OnnxTensor first = graph.constantOrNull(node, 0);
        OnnxTensor second = graph.constantOrNull(node, 1);
        if (first != null && second != null) {
            graph.yields(node, Folding.arithmetic(graph, node, operator));
        } else if (first == null && second == null) {
            computed(graph, node, operator);
        } else {
            withConstant(graph, node, operator, first);
        }
    }

    private static void sum(GraphImporter graph, OnnxNode node) {
        if (node.inputs().size() == 1) {
            graph.passes(node);
            return;
        }
        if (node.inputs().size() == 2) {
            binary(graph, node, Arithmetic.ADD);
            return;
        }
        Chain sum = graph.from(node, 0);
        for (int i = 1; i < node.inputs().size(); i++) {
            Chain next = graph.from(node, i);
            Shape shape = common(node, sum.shape(), next.shape());
            Operation add = new Operation.Add();
            next = widened(next, shape);
            sum = widened(sum, shape);
            sum = i < node.inputs().size() - 1 ? sum.then(add, next) : sum.main(add, next);
        }
        sum.yields();
    }

    private static void negate(GraphImporter graph, OnnxNode node) {
        if (graph.isComputed(node, 0)) {
            Chain chain = graph.from(node, 0);
            chain.main(scaling(chain.shape(), -1)).yields();
        } else {
            graph.yields(node, Folding.negated(graph.constant(node, 0)));
        }
    }

    private static void computed(GraphImporter graph, OnnxNode node, Arithmetic operator) {
        Chain left = graph.from(node, 0);
        Chain right = graph.from(node, 1);
        Shape shape = common(node, left.shape(), right.shape());
        if (operator == Arithmetic.SUBTRACT) {
            right.then(scaling(right.shape(), -1));
        } else if (operator == Arithmetic.DIVIDE) {
            right.then(new Operation.Activation(new Nonlinearity.Reciprocal()));
        }
        boolean sum = operator == Arithmetic.ADD || operator == Arithmetic.SUBTRACT;
        widened(left, shape)
                .main(sum ? new Operation.Add() : new Operation.Multiply(), widened(right, shape))
                .yields();
    }

    /** The shape of a sample that two computed samples are broadcast to; their batch axes must meet. */
    private static Shape common(OnnxNode node, Shape left, Shape right) {
        if (left.rank() != right.rank()) {
            throw node.mixes("broadcasting samples of " + left + " and of " + right + " lays the batch's axis of one "
                    + "over another axis of the other");
        }
        return Axes.broadcast(left, right);
    }

    private static Chain widened(Chain chain, Shape shape) {
        return shape.equals(chain.shape()) ? chain : chain.broadcast(shape);
    }

    private static void withConstant(
            GraphImporter graph, OnnxNode node, Arithmetic operator, @Nullable OnnxTensor first) {
        OnnxTensor constant = first == null ? graph.constant(node, 1) : first;
        Chain chain = graph.from(node, first == null ? 0 : 1);
        chain = widened(chain, Constants.broadcastSample(node, chain.shape(), constant));
        Parameters values = Constants.perChannelOrElement(graph, node, constant, chain.shape());
        if (operator == Arithmetic.DIVIDE && first != null) {
            chain.then(new Operation.Activation(new Nonlinearity.Reciprocal()));
        }
        chain.main(affine(operator, values, first != null)).yields();
    }

    /** What an operator with a constant does to its other operand. */
    private static Operation affine(Arithmetic operator, Parameters constant, boolean constantFirst) {
        double[] values = constant.toArray();
        double[] scale = new double[values.length];
        double[] shift = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double c = values[i];
            switch (operator) {
                case ADD -> {
                    scale[i] = 1;
                    shift[i] = c;
                }
                case SUBTRACT -> {
                    scale[i] = constantFirst ? -1 : 1;
                    shift[i] = constantFirst ? c : -c;
                }
                case MULTIPLY -> scale[i] = c;
                case DIVIDE -> scale[i] = constantFirst ? c : 1 / c;
            }
        }
        Shape shape = constant.shape();
        return new Operation.Affine(Parameters.of(shape, scale), Parameters.of(shape, shift));
    }

    /** The multiplication of every value by the same factor. */
    static Operation.Affine scaling(Shape sample, double factor) {
        double[] scale = new double[sample.dimension(0)];
        Arrays.fill(scale, factor);
        Shape shape = Shape.of(scale.length);
        return new Operation.Affine(Parameters.of(shape, scale), Parameters.of(shape, new double[scale.length]));
    }
}
