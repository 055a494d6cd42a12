/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;

/** Imports MaxPool and AveragePool. */
final class PoolOperators {
    private PoolOperators() {}

    static void maxPool(GraphImporter graph, OnnxNode node) {
        graph.computes(node, new Operation.MaxPool(window(graph, node)), graph.position(node, 0));
    }

    static void averagePool(GraphImporter graph, OnnxNode node) {
        boolean countIncludePad = node.integer("count_include_pad", 0) != 0;
        Operation operation = new Operation.AveragePool(window(graph, node), countIncludePad);
        graph.computes(node, operation, graph.position(node, 0));
    }

    private static Window window(GraphImporter graph, OnnxNode node) {
        if (!node.attributes().containsKey("kernel_shape")) {
            throw node.error("lacks kernel_shape");
        }
        Shape input = graph.shape(node, 0);
        Window window = WindowReader.window(node, node.integers("kernel_shape", 2, 1), input);
        boolean rounds = remainder(window, input) != 0;
        if (node.integer("ceil_mode", 0) != 0 && rounds) {
            throw node.error("ceil_mode = 1 is not supported where the window does not divide its input " + input
                    + "; pad explicitly");
        }
        return window;
    }

    /** Rows and columns that the last window position leaves over. */
    private static int remainder(Window window, Shape input) {
        int height = input.dimension(1)
                + window.padTop()
                + window.padBottom()
                - window.dilationHeight() * (window.kernelHeight() - 1)
                - 1;
        int width = input.dimension(2)
                + window.padLeft()
                + window.padRight()
                - window.dilationWidth() * (window.kernelWidth() - 1)
                - 1;
        return height % window.strideHeight() + width % window.strideWidth();
    }
}
