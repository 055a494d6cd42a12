/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Imports Pad: constants, reflections, edges or wrapped values around a sample; negative padding crops. */
final class PadOperators {
    static final Map<String, OperatorImporter> TABLE = Map.of("Pad", PadOperators::pad);

    private PadOperators() {}

    private static void pad(GraphImporter graph, OnnxNode node) {
        Chain chain = graph.from(node, 0);
        Shape full = chain.shape().batchOf(1);
        int rank = full.rank();
        long[] begins = new long[rank];
        long[] ends = new long[rank];
        read(graph, node, begins, ends);
        if (begins[0] != 0 || ends[0] != 0) {
            throw node.mixes("it pads the batch's axis");
        }
        long[] extents = IntStream.range(0, rank)
                .mapToLong(axis -> full.dimension(axis) + begins[axis] + ends[axis])
                .toArray();
        graph.reserve(node, extents);
        String mode = node.text("mode", "constant");
        List<int[]> axes = IntStream.range(1, rank)
                .mapToObj(axis -> positions(node, mode, full.dimension(axis), begins[axis], ends[axis]))
                .toList();
        double fill = node.hasInput(2) ? graph.constant(node, 2).scalar() : node.real("value", 0);
        chain.rearrange(axes, fill).yields();
    }

    /** An attribute before opset 11, an input after; from opset 18 for some axes only. */
    private static void read(GraphImporter graph, OnnxNode node, long[] begins, long[] ends) {
        long[] pads =
                graph.extents(node, 1, "pads").stream().mapToLong(Extent::fixed).toArray();
        int rank = begins.length;
        long[] axes = node.hasInput(3)
                ? graph.constant(node, 3).integers()
                : IntStream.range(0, rank).asLongStream().toArray();
        if (pads.length != axes.length * 2) {
            throw node.error("has " + pads.length + " pads for " + axes.length + " axes; two for each are needed");
        }
        for (int i = 0; i < axes.length; i++) {
            int axis = node.axis(axes[i], rank);
            begins[axis] = bounded(node, pads[i]);
            ends[axis] = bounded(node, pads[i + axes.length]);
        }
    }

    private static long bounded(OnnxNode node, long pad) {
        if (Math.abs(pad) > Integer.MAX_VALUE) {
            throw node.error("pads = " + pad + " is out of range");
        }
        return pad;
    }

    private static int[] positions(OnnxNode node, String mode, int extent, long begin, long end) {
        if (extent + begin + end < 1) {
            throw node.error("pads = " + begin + " and " + end + " leave nothing of an axis of extent " + extent);
        }
        int[] positions = new int[Math.toIntExact(extent + begin + end)];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = source(node, mode, extent, i - begin);
        }
        return positions;
    }

    private static int source(OnnxNode node, String mode, int extent, long at) {
        boolean inside = at >= 0 && at < extent;
        return switch (mode) {
            case "constant" -> inside ? (int) at : IndexMap.FILL;
            case "edge" -> (int) Math.max(0, Math.min(extent - 1L, at));
            case "wrap" -> (int) Math.floorMod(at, (long) extent);
            case "reflect" -> reflected(extent, at);
            default -> throw node.error("mode = " + mode + " is not supported, only constant, reflect, edge and wrap");
        };
    }

    private static int reflected(int extent, long at) {
        if (extent == 1) {
            return 0;
        }
        long period = 2L * (extent - 1);
        long within = Math.floorMod(at, period);
        return (int) Math.min(within, period - within);
    }
}
