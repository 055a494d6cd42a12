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
import java.util.Map;

/** Imports Conv and ConvTranspose over one or two axes. A series [C, L] is an image of height 1. */
final class ConvolutionOperators {
    static final Map<String, OperatorImporter> TABLE = Map.of(
            "Conv", ConvolutionOperators::convolution,
            "ConvTranspose", ConvolutionOperators::transposed);

    private ConvolutionOperators() {}

    private static void convolution(GraphImporter graph, OnnxNode node) {
        Shape input = graph.shape(node, 0);
        Shape weights = weights(node, graph.constant(node, 1), input);
        Window window = WindowReader.window(node, weights.inner().inner().toArray(), input);
        Operation operation = new Operation.Convolution(
                graph.constant(node, 1).parameters(plane(weights)),
                bias(graph, node, weights.dimension(0)),
                window,
                node.integer("group", 1));
        restored(image(graph.from(node, 0)).main(operation), input).yields();
    }

    /** The transposed convolution is a convolution with the flipped kernel over the input with zeros between its values. */
    private static void transposed(GraphImporter graph, OnnxNode node) {
        Shape input = graph.shape(node, 0);
        Shape weights = weights(node, graph.constant(node, 1), input);
        int groups = node.integer("group", 1);
        if (groups < 1 || weights.dimension(0) % groups != 0 || weights.dimension(0) != input.dimension(0)) {
            throw node.error("its weights " + weights + " in " + groups + " groups do not fit its input " + input);
        }
        TransposedWindow window =
                TransposedWindow.read(node, weights.inner().inner().toArray(), input);
        Chain chain = image(graph.from(node, 0));
        graph.reserve(node, window.spreadShape(chain.shape()));
        chain.rearrange(window.spread(chain.shape()), 0);
        Parameters flipped = FlippedKernel.of(graph.constant(node, 1).parameters(plane(weights)), groups);
        Operation operation = new Operation.Convolution(
                flipped, bias(graph, node, weights.dimension(1) * groups), window.convolution(), groups);
        restored(chain.main(operation), input).yields();
    }

    /** The shape of a kernel that fits its input's number of axes and kernel_shape. */
    private static Shape weights(OnnxNode node, OnnxTensor tensor, Shape input) {
        Shape shape = tensor.shape();
        int axes = WindowReader.spatial(node, input).length;
        if (shape.rank() != axes + 2) {
            throw node.error("its weights " + shape + " do not fit its input " + input
                    + "; convolutions over one and two axes are supported");
        }
        int[] kernel = shape.inner().inner().toArray();
        if (node.has("kernel_shape") && !Arrays.equals(kernel, node.integers("kernel_shape", axes, 1))) {
            throw node.error("kernel_shape = " + node.integers("kernel_shape") + " but its weights are " + shape);
        }
        return shape;
    }

    private static Parameters bias(GraphImporter graph, OnnxNode node, int neurons) {
        return node.hasInput(2) ? Constants.vector(node, graph.constant(node, 2), neurons) : Constants.zeros(neurons);
    }

    private static Shape plane(Shape weights) {
        return weights.rank() == 4
                ? weights
                : Shape.of(weights.dimension(0), weights.dimension(1), 1, weights.dimension(2));
    }

    private static Chain image(Chain chain) {
        Shape input = chain.shape();
        return input.rank() == 3 ? chain : chain.reshape(input.dimension(0), 1, input.dimension(1));
    }

    /** A series stays a series. */
    private static Chain restored(Chain chain, Shape input) {
        Shape output = chain.shape();
        return input.rank() == 3 ? chain : chain.reshape(output.dimension(0), output.dimension(2));
    }
}
