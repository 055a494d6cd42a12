/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Imports pools over windows and over the whole image, and ReduceMean. A series [C, L] is an image of height 1. */
final class PoolOperators {
    static final Map<String, OperatorImporter> TABLE = Map.of(
            "MaxPool", PoolOperators::maxPool,
            "AveragePool", PoolOperators::averagePool,
            "GlobalMaxPool", PoolOperators::globalMaxPool,
            "GlobalAveragePool", PoolOperators::globalAveragePool,
            "ReduceMean", PoolOperators::reduceMean);

    private PoolOperators() {}

    private static void maxPool(GraphImporter graph, OnnxNode node) {
        Shape input = graph.shape(node, 0);
        Window window = grown(node, window(node, input), input);
        restored(image(graph.from(node, 0)).main(new Operation.MaxPool(window)), input)
                .yields();
    }

    private static void averagePool(GraphImporter graph, OnnxNode node) {
        Shape input = graph.shape(node, 0);
        Window window = window(node, input);
        Window grown = grown(node, window, input);
        boolean countIncludePad = node.integer("count_include_pad", 0) != 0;
        Chain chain = image(graph.from(node, 0));
        if (countIncludePad && !grown.equals(window)) {
            padded(graph, node, chain, window);
            grown = new Window(
                    window.kernelHeight(),
                    window.kernelWidth(),
                    window.strideHeight(),
                    window.strideWidth(),
                    0,
                    0,
                    grown.padBottom() - window.padBottom(),
                    grown.padRight() - window.padRight(),
                    window.dilationHeight(),
                    window.dilationWidth());
            countIncludePad = false;
        }
        restored(chain.main(new Operation.AveragePool(grown, countIncludePad)), input)
                .yields();
    }

    private static void globalMaxPool(GraphImporter graph, OnnxNode node) {
        Chain chain = graph.from(node, 0);
        Shape input = chain.shape();
        positions(node, chain);
        int last = chain.shape().dimension(2);
        Window whole = new Window(chain.shape().dimension(1), last, 1, 1, 0, 0, 0, 0, 1, 1);
        chain.main(new Operation.MaxPool(whole)).reshape(pooled(input)).yields();
    }

    private static void globalAveragePool(GraphImporter graph, OnnxNode node) {
        Chain chain = graph.from(node, 0);
        Shape input = chain.shape();
        positions(node, chain);
        chain.main(new Operation.GlobalAveragePool()).reshape(pooled(input)).yields();
    }

    /** A mean over any axes but the batch's: those axes are moved to the end and averaged as the positions of an image. */
    private static void reduceMean(GraphImporter graph, OnnxNode node) {
        Chain chain = graph.from(node, 0);
        Shape input = chain.shape();
        int rank = input.rank() + 1;
        List<Extent> given = graph.extents(node, 1, "axes");
        if (given.isEmpty() && node.integer("noop_with_empty_axes", 0) != 0) {
            graph.passes(node);
            return;
        }
        int[] axes =
                given.stream().mapToInt(axis -> node.axis(axis.fixed(), rank)).toArray();
        boolean[] reduced = new boolean[input.rank()];
        for (int axis : axes) {
            if (axis > 0) {
                reduced[axis - 1] = true;
            }
        }
        if (axes.length == 0 || Arrays.stream(axes).anyMatch(axis -> axis == 0)) {
            throw node.mixes("it averages over the batch's axis");
        }
        int[] kept = IntStream.range(0, input.rank()).filter(i -> !reduced[i]).toArray();
        int[] gone = IntStream.range(0, input.rank()).filter(i -> reduced[i]).toArray();
        boolean keepAxes = node.integer("keepdims", 1) != 0;
        int[] output = IntStream.range(0, input.rank())
                .filter(i -> keepAxes || !reduced[i])
                .map(i -> reduced[i] ? 1 : input.dimension(i))
                .toArray();
        int neurons = Arrays.stream(kept).map(input::dimension).reduce(1, (a, b) -> a * b);
        int[] order = IntStream.concat(Arrays.stream(kept), Arrays.stream(gone)).toArray();
        chain.transpose(order);
        if (kept.length != 1 || gone.length != 2) {
            chain.reshape(neurons, 1, input.elementCount() / neurons);
        }
        chain.main(new Operation.GlobalAveragePool()).reshape(output).yields();
    }

    private static Window window(OnnxNode node, Shape input) {
        if (!node.has("kernel_shape")) {
            throw node.error("lacks kernel_shape");
        }
        int axes = WindowReader.spatial(node, input).length;
        return WindowReader.window(node, node.integers("kernel_shape", axes, 1), input);
    }

    /**
     * With ceil_mode the last window may leave the padded image; bottom and right padding grow so that it fits. A window
     * that would begin in that padding is left out. With auto_pad both ways of rounding are the same.
     */
    private static Window grown(OnnxNode node, Window window, Shape input) {
        String auto = node.text("auto_pad", "NOTSET");
        if (node.integer("ceil_mode", 0) == 0 || !("NOTSET".equals(auto) || auto.isEmpty())) {
            return window;
        }
        int height = input.rank() == 3 ? input.dimension(1) : 1;
        int width = input.dimension(input.rank() - 1);
        int bottom = missing(
                height + window.padTop(),
                window.padBottom(),
                window.dilationHeight() * (window.kernelHeight() - 1) + 1,
                window.strideHeight());
        int right = missing(
                width + window.padLeft(),
                window.padRight(),
                window.dilationWidth() * (window.kernelWidth() - 1) + 1,
                window.strideWidth());
        return new Window(
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideHeight(),
                window.strideWidth(),
                window.padTop(),
                window.padLeft(),
                window.padBottom() + bottom,
                window.padRight() + right,
                window.dilationHeight(),
                window.dilationWidth());
    }

    /** How much further than the padded axis the last window reaches. */
    private static int missing(int begun, int after, int covered, int stride) {
        int left = begun + after - covered;
        int windows = Math.floorDiv(left + stride - 1, stride) + 1;
        if ((windows - 1) * stride >= begun) {
            windows--;
        }
        return Math.max(0, (windows - 1) * stride - left);
    }

    private static void padded(GraphImporter graph, OnnxNode node, Chain chain, Window window) {
        Shape image = chain.shape();
        int[] begins = {0, window.padTop(), window.padLeft()};
        int[] extents = {
            image.dimension(0),
            image.dimension(1) + window.padTop() + window.padBottom(),
            image.dimension(2) + window.padLeft() + window.padRight()
        };
        graph.reserve(node, extents[0], extents[1], extents[2]);
        chain.rearrange(
                IntStream.range(0, 3)
                        .mapToObj(axis -> IntStream.range(0, extents[axis])
                                .map(i -> i - begins[axis])
                                .map(i -> i >= 0 && i < image.dimension(axis) ? i : IndexMap.FILL)
                                .toArray())
                        .toList(),
                0);
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

    /** Any number of spatial axes as those of one image. */
    private static void positions(OnnxNode node, Chain chain) {
        Shape input = chain.shape();
        if (input.rank() < 2) {
            throw node.error("needs channels and positions but its input is " + input);
        }
        if (input.rank() != 3) {
            chain.reshape(input.dimension(0), 1, input.inner().elementCount());
        }
    }

    private static Shape pooled(Shape input) {
        int[] extents = new int[input.rank()];
        Arrays.fill(extents, 1);
        extents[0] = input.dimension(0);
        return Shape.of(extents);
    }
}
