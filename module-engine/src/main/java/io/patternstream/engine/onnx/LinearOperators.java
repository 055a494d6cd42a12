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

/** Imports operators with weights: Conv, Gemm, MatMul, Add, BatchNormalization. */
final class LinearOperators {
    private LinearOperators() {}

    static void convolution(GraphImporter graph, OnnxNode node) {
        OnnxTensor weights = graph.constant(node, 1);
        Shape shape = weights.shape();
        Shape input = graph.shape(node, 0);
        if (shape.rank() != 4 || input.rank() != 3) {
            throw node.error("only two-dimensional convolutions are supported, not weights " + shape + " on " + input);
        }
        int[] kernel = {shape.dimension(2), shape.dimension(3)};
        if (!Arrays.equals(kernel, kernelOr(node, kernel))) {
            throw node.error(
                    "kernel_shape = " + Arrays.toString(kernelOr(node, kernel)) + " but its weights are " + shape);
        }
        Window window = WindowReader.window(node, kernel, input);
        Parameters bias = node.hasInput(2)
                ? vector(node, graph.constant(node, 2), shape.dimension(0))
                : zeros(shape.dimension(0));
        Operation operation =
                new Operation.Convolution(weights.parameters(shape), bias, window, node.integer("group", 1));
        graph.computes(node, operation, graph.position(node, 0));
    }

    static void gemm(GraphImporter graph, OnnxNode node) {
        node.require("transA", 0);
        boolean inputFirst = node.integer("transB", 0) == 0;
        Parameters weights = matrix(node, graph.constant(node, 1), inputFirst);
        int neurons = weights.shape().dimension(0);
        Parameters bias =
                node.hasInput(2) ? broadcast(node, graph.constant(node, 2), Shape.of(neurons)) : zeros(neurons);
        Operation operation = new Operation.Dense(
                scaled(weights, node.real("alpha", 1)), scaled(bias, node.real("beta", 1)), inputFirst);
        graph.computes(node, operation, graph.position(node, 0));
    }

    static void matMul(GraphImporter graph, OnnxNode node) {
        Parameters weights = matrix(node, graph.constant(node, 1), true);
        Operation operation = new Operation.Dense(weights, zeros(weights.shape().dimension(0)), true);
        graph.computes(node, operation, graph.position(node, 0));
    }

    static void add(GraphImporter graph, OnnxNode node) {
        OnnxTensor first = graph.constantOrNull(node, 0);
        OnnxTensor second = graph.constantOrNull(node, 1);
        if (first == null && second == null) {
            graph.computes(node, new Operation.Add(), graph.position(node, 0), graph.position(node, 1));
            return;
        }
        int computed = first == null ? 0 : 1;
        Shape shape = graph.shape(node, computed);
        Parameters shift = broadcast(node, graph.constant(node, 1 - computed), shape);
        double[] ones = new double[shape.dimension(0)];
        Arrays.fill(ones, 1);
        Parameters scale = Parameters.of(shift.shape(), ones);
        graph.computes(node, new Operation.Affine(scale, shift), graph.position(node, computed));
    }

    static void batchNormalization(GraphImporter graph, OnnxNode node) {
        node.require("training_mode", 0);
        node.require("spatial", 1);
        int channels = graph.shape(node, 0).dimension(0);
        Parameters gamma = vector(node, graph.constant(node, 1), channels);
        Parameters beta = vector(node, graph.constant(node, 2), channels);
        Parameters mean = vector(node, graph.constant(node, 3), channels);
        Parameters variance = vector(node, graph.constant(node, 4), channels);
        double epsilon = node.real("epsilon", 1e-5f);
        double[] scale = new double[channels];
        double[] shift = new double[channels];
        for (int c = 0; c < channels; c++) {
            scale[c] = gamma.at(c) / Math.sqrt(variance.at(c) + epsilon);
            shift[c] = beta.at(c) - mean.at(c) * scale[c];
        }
        Shape shape = Shape.of(channels);
        Operation operation = new Operation.Affine(Parameters.of(shape, scale), Parameters.of(shape, shift));
        graph.computes(node, operation, graph.position(node, 0));
    }

    private static int[] kernelOr(OnnxNode node, int[] otherwise) {
        return node.attributes().containsKey("kernel_shape") ? node.integers("kernel_shape", 2, 1) : otherwise;
    }

    /** A matrix, neuron first whatever the file's order. */
    private static Parameters matrix(OnnxNode node, OnnxTensor tensor, boolean inputFirst) {
        Shape shape = tensor.shape();
        if (shape.rank() != 2) {
            throw node.error("its weights '" + tensor.name() + "' should be a matrix but are " + shape);
        }
        Parameters stored = tensor.parameters(shape);
        return inputFirst ? stored.transposed() : stored;
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

    private static Parameters vector(OnnxNode node, OnnxTensor tensor, int size) {
        if (!tensor.dimensions().equals(List.of((long) size))) {
            throw node.error("its input '" + tensor.name() + "' should be a vector of " + size + " but has dimensions "
                    + tensor.dimensions());
        }
        return tensor.parameters(Shape.of(size));
    }

    /** A constant that has one value per channel, or one for all, under the broadcasting rules of ONNX. */
    private static Parameters broadcast(OnnxNode node, OnnxTensor tensor, Shape sample) {
        int channels = sample.dimension(0);
        if (tensor.count() == 1) {
            double[] values = new double[channels];
            Arrays.fill(values, tensor.parameters(Shape.of(1)).at(0));
            return Parameters.of(Shape.of(channels), values);
        }
        List<Long> dimensions = tensor.dimensions();
        while (dimensions.size() > sample.rank() && dimensions.get(0) == 1) {
            dimensions = dimensions.subList(1, dimensions.size());
        }
        boolean perChannel = dimensions.size() == sample.rank()
                && dimensions.get(0) == channels
                && dimensions.stream().skip(1).allMatch(dimension -> dimension == 1);
        if (!perChannel) {
            throw node.error("the constant '" + tensor.name() + "' of dimensions " + tensor.dimensions()
                    + " is not one value per channel of " + sample);
        }
        return tensor.parameters(Shape.of(channels));
    }

    private static Parameters zeros(int size) {
        return Parameters.of(Shape.of(size), new double[size]);
    }
}
