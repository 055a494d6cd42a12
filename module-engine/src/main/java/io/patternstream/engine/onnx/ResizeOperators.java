/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Imports Upsample and Resize to the nearest neighbour. */
final class ResizeOperators {
    static final Map<String, OperatorImporter> TABLE =
            Map.of("Resize", ResizeOperators::resize, "Upsample", ResizeOperators::upsample);

    private ResizeOperators() {}

    private static void upsample(GraphImporter graph, OnnxNode node) {
        requireNearest(node);
        Resizing[] axes = unchanged(graph, node);
        scale(node, axes, node.hasInput(1) ? graph.constant(node, 1).doubles() : reals(node, "scales"));
        apply(graph, node, axes, Sampling.UPSAMPLE);
    }

    private static void resize(GraphImporter graph, OnnxNode node) {
        requireNearest(node);
        Resizing[] axes = unchanged(graph, node);
        if (graph.opset() < 11) {
            scale(node, axes, graph.constant(node, 1).doubles());
            apply(graph, node, axes, Sampling.BEFORE_OPSET_11);
            return;
        }
        Sampling sampling = Sampling.of(node);
        if (sampling.needsRegion()) {
            readRegion(graph, node, axes);
        }
        if (node.hasInput(3) && graph.constant(node, 3).count() > 0) {
            size(graph, node, axes);
        } else if (node.hasInput(2)) {
            scale(node, axes, graph.constant(node, 2).doubles());
        } else {
            throw node.error("has neither scales nor sizes");
        }
        apply(graph, node, axes, sampling);
    }

    private static void requireNearest(OnnxNode node) {
        String mode = node.text("mode", "nearest");
        if (!"nearest".equals(mode)) {
            throw node.error("mode = " + mode + " is not supported, only nearest");
        }
    }

    private static double[] reals(OnnxNode node, String attribute) {
        OnnxAttribute found = node.attributes().get(attribute);
        if (found == null) {
            throw node.error("lacks " + attribute);
        }
        return found.reals().stream().mapToDouble(real -> real).toArray();
    }

    private static Resizing[] unchanged(GraphImporter graph, OnnxNode node) {
        return Arrays.stream(graph.shape(node, 0).batchOf(1).toArray())
                .mapToObj(Resizing::none)
                .toArray(Resizing[]::new);
    }

    private static void scale(OnnxNode node, Resizing[] axes, double[] scales) {
        int[] named = axes(node, axes.length, scales.length);
        for (int i = 0; i < named.length; i++) {
            if (!(scales[i] > 0) || scales[i] > Integer.MAX_VALUE) {
                throw node.error("a scale of " + scales[i] + " is not supported; it must be above 0");
            }
            axes[named[i]] = axes[named[i]].scaledBy(scales[i]);
        }
    }

    private static void size(GraphImporter graph, OnnxNode node, Resizing[] axes) {
        List<Extent> sizes = graph.constant(node, 3).extents();
        int[] named = axes(node, axes.length, sizes.size());
        double[] wanted = new double[named.length];
        for (int i = 0; i < named.length; i++) {
            boolean batch = named[i] == 0 && graph.isBatch(sizes.get(i));
            wanted[i] = batch ? 1 : sizes.get(i).fixed();
            if (!batch && (sizes.get(i).samples() != 0 || wanted[i] < 1 || wanted[i] > Integer.MAX_VALUE)) {
                throw node.error("the size " + sizes.get(i) + " is not fixed or out of range");
            }
        }
        double common = commonScale(node, axes, named, wanted);
        for (int i = 0; i < named.length; i++) {
            Resizing axis = axes[named[i]];
            axes[named[i]] = Double.isNaN(common)
                    ? axis.sizedTo((long) wanted[i])
                    : axis.sizedTo((long) Math.floor(common * axis.original() + 0.5));
        }
    }

    /** The one scale of a policy that keeps the aspect ratio; NaN where each axis has its own. */
    private static double commonScale(OnnxNode node, Resizing[] axes, int[] named, double[] wanted) {
        double[] scales = IntStream.range(0, named.length)
                .mapToDouble(i -> wanted[i] / axes[named[i]].original())
                .toArray();
        String policy = node.text("keep_aspect_ratio_policy", "stretch");
        return switch (policy) {
            case "stretch" -> Double.NaN;
            case "not_larger" -> Arrays.stream(scales).min().orElse(1);
            case "not_smaller" -> Arrays.stream(scales).max().orElse(1);
            default -> throw node.error("keep_aspect_ratio_policy = " + policy + " is not supported");
        };
    }

    /** The axes that scales, sizes and the region of interest are given for; all where none are named. */
    private static int[] axes(OnnxNode node, int rank, int count) {
        int[] axes = node.has("axes")
                ? node.integers("axes").stream()
                        .mapToInt(axis -> node.axis(axis, rank))
                        .toArray()
                : Axes.all(rank);
        if (axes.length != count) {
            throw node.error(count + " scales or sizes are given for " + axes.length + " axes");
        }
        return axes;
    }

    /** Begins and ends of the region that is resized, relative to each axis. */
    private static void readRegion(GraphImporter graph, OnnxNode node, Resizing[] axes) {
        @Nullable OnnxTensor region = node.hasInput(1) ? graph.constant(node, 1) : null;
        double[] bounds = region == null ? new double[0] : region.doubles();
        int[] named = axes(node, axes.length, bounds.length / 2);
        for (int i = 0; i < named.length; i++) {
            axes[named[i]] = axes[named[i]].within(bounds[i], bounds[i + named.length]);
        }
    }

    private static void apply(GraphImporter graph, OnnxNode node, Resizing[] axes, Sampling sampling) {
        if (axes[0].resized() != 1 || !axes[0].isWhole()) {
            throw node.mixes("it resizes the batch's axis");
        }
        graph.reserve(node, Arrays.stream(axes).mapToLong(Resizing::resized).toArray());
        List<int[]> positions =
                Arrays.stream(axes).skip(1).map(sampling::positions).toList();
        graph.from(node, 0)
                .rearrange(positions, node.real("extrapolation_value", 0))
                .yields();
    }
}
