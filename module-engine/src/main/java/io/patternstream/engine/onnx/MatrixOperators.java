/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.graph.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Imports Gemm and MatMul: with a constant they are layers; the product of two computed matrices is spelled out. */
final class MatrixOperators {
    static final Map<String, OperatorImporter> TABLE = Map.of(
            "Gemm", MatrixOperators::gemm,
            "MatMul", MatrixOperators::matMul);

    private MatrixOperators() {}

    private static void gemm(GraphImporter graph, OnnxNode node) {
        if (node.integer("transA", 0) != 0) {
            throw node.mixes("transA = 1 moves the batch's axis");
        }
        boolean inputFirst = node.integer("transB", 0) == 0;
        OnnxTensor tensor = matrix(node, graph.constant(node, 1));
        Parameters stored = tensor.parameters(tensor.shape());
        Parameters weights = inputFirst ? stored.transposed() : stored;
        int neurons = weights.shape().dimension(0);
        Parameters bias = Constants.zeros(neurons);
        if (node.hasInput(2)) {
            OnnxTensor constant = graph.constant(node, 2);
            Shape vector = Shape.of(neurons);
            if (!Constants.broadcastSample(node, vector, constant).equals(vector)) {
                throw node.error("its bias " + constant.dimensions() + " is not one value for each of " + neurons);
            }
            bias = Constants.perChannelOrElement(graph, node, constant, vector);
        }
        Operation operation = new Operation.Dense(
                scaled(weights, node.real("alpha", 1)), scaled(bias, node.real("beta", 1)), inputFirst);
        graph.from(node, 0).main(operation).yields();
    }

    private static void matMul(GraphImporter graph, OnnxNode node) {
        OnnxTensor first = graph.constantOrNull(node, 0);
        OnnxTensor second = graph.constantOrNull(node, 1);
        if (first != null && second != null) {
            throw node.error("the product of two constants is not supported; fold it before exporting");
        }
        if (second != null) {
            rightConstant(graph, node, matrix(node, second));
        } else if (first != null) {
            leftConstant(graph, node, matrix(node, first));
        } else {
            computed(graph, node);
        }
    }

    /** {@code [..., D]} times {@code [D, E]}: a dense layer, or at every position the same one, a 1x1 convolution. */
    private static void rightConstant(GraphImporter graph, OnnxNode node, OnnxTensor tensor) {
        Chain chain = graph.from(node, 0);
        Shape input = chain.shape();
        Parameters weights = tensor.parameters(tensor.shape()).transposed();
        int neurons = weights.shape().dimension(0);
        if (input.rank() == 1) {
            chain.main(new Operation.Dense(weights, Constants.zeros(neurons), true))
                    .yields();
            return;
        }
        int last = input.rank() - 1;
        int depth = input.dimension(last);
        int positions = input.elementCount() / depth;
        int[] output = input.toArray();
        output[last] = neurons;
        chain.reshape(positions, depth)
                .transpose(1, 0)
                .reshape(depth, positions, 1)
                .main(pointwise(weights))
                .reshape(neurons, positions)
                .transpose(1, 0)
                .reshape(output)
                .yields();
    }

    /** {@code [A, D]} times {@code [N, D, K]}. */
    private static void leftConstant(GraphImporter graph, OnnxNode node, OnnxTensor tensor) {
        Chain chain = graph.from(node, 1);
        Shape input = chain.shape();
        if (input.rank() != 2) {
            throw node.error("the product of a constant matrix and a batch of " + input
                    + " is not supported, only of a batch of matrices");
        }
        Parameters weights = tensor.parameters(tensor.shape());
        chain.reshape(input.dimension(0), input.dimension(1), 1)
                .main(pointwise(weights))
                .reshape(weights.shape().dimension(0), input.dimension(1))
                .yields();
    }

    private static Operation pointwise(Parameters weights) {
        int neurons = weights.shape().dimension(0);
        int inputs = weights.shape().dimension(1);
        Parameters kernel = weights.reshaped(Shape.of(neurons, inputs, 1, 1));
        return new Operation.Convolution(kernel, Constants.zeros(neurons), Window.square(1, 1, 0), 1);
    }

    /** {@code [..., M, K]} times {@code [..., K, P]}: every product of two values, averaged over K and times K. */
    private static void computed(GraphImporter graph, OnnxNode node) {
        Chain left = graph.from(node, 0);
        Chain right = graph.from(node, 1);
        int rank = left.shape().rank();
        if (rank < 2 || right.shape().rank() != rank) {
            throw node.mixes("the product of a batch of " + left.shape() + " and a batch of " + right.shape());
        }
        int rows = left.shape().dimension(rank - 2);
        int inner = left.shape().dimension(rank - 1);
        int columns = right.shape().dimension(rank - 1);
        if (right.shape().dimension(rank - 2) != inner) {
            throw node.error("cannot multiply " + left.shape() + " by " + right.shape());
        }
        int[] outer =
                Axes.broadcast(matrices(left.shape()), matrices(right.shape())).toArray();
        int[] terms = Arrays.copyOf(outer, outer.length + 3);
        terms[outer.length] = rows;
        terms[outer.length + 1] = columns;
        terms[outer.length + 2] = inner;
        int[] output = Arrays.copyOf(terms, outer.length + 2);
        int count = Shape.of(output).elementCount();
        spread(left, rank - 1, terms);
        spread(right.transpose(swapped(rank)), rank - 2, terms);
        left.main(new Operation.Multiply(), right)
                .reshape(count, 1, inner)
                .then(new Operation.GlobalAveragePool())
                .then(ArithmeticOperators.scaling(Shape.of(count), inner))
                .reshape(output)
                .yields();
    }

    /** Inserts an axis of extent 1 and broadcasts. */
    private static void spread(Chain chain, int axis, int[] terms) {
        Shape shape = chain.shape();
        int[] extents = IntStream.range(0, terms.length)
                .map(i -> i == axis ? 1 : shape.dimension(i < axis ? i : i - 1))
                .toArray();
        chain.reshape(extents).broadcast(Shape.of(terms));
    }

    private static Shape matrices(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 2));
    }

    private static int[] swapped(int rank) {
        int[] axes = Axes.all(rank);
        axes[rank - 1] = rank - 2;
        axes[rank - 2] = rank - 1;
        return axes;
    }

    /** A constant that must be a matrix; leading axes of extent 1 are those of the batch. */
    private static OnnxTensor matrix(OnnxNode node, OnnxTensor tensor) {
        List<Long> dimensions = tensor.dimensions();
        while (dimensions.size() > 2 && dimensions.get(0) == 1) {
            dimensions = dimensions.subList(1, dimensions.size());
        }
        if (dimensions.size() != 2) {
            throw node.error("its weights '" + tensor.name() + "' should be a matrix but are " + tensor.dimensions());
        }
        return tensor.reshaped(dimensions);
    }

    private static Parameters scaled(Parameters parameters, float factor) {
        if (factor == 1) {
            return parameters;
        }
        double[] values = parameters.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return Parameters.of(parameters.shape(), values);
    }
}
