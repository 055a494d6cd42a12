/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Imports operators that take a part of a value: Slice, Split, Gather. */
final class SliceOperators {
    static final Map<String, OperatorImporter> TABLE = Map.of(
            "Slice", SliceOperators::slice,
            "Split", SliceOperators::split,
            "Gather", SliceOperators::gather);

    private SliceOperators() {}

    private static void slice(GraphImporter graph, OnnxNode node) {
        Shape full = graph.fullShape(node, 0);
        long[] starts = fixed(node, graph.extents(node, 1, "starts"));
        List<Extent> ends = graph.extents(node, 2, "ends");
        List<Extent> named = graph.extents(node, 3, "axes");
        long[] axes = named.isEmpty() ? LongStream.range(0, starts.length).toArray() : fixed(node, named);
        List<Extent> given = graph.extents(node, 4, "steps");
        long[] steps = given.isEmpty()
                ? LongStream.generate(() -> 1).limit(starts.length).toArray()
                : fixed(node, given);
        if (ends.size() != starts.length || axes.length != starts.length || steps.length != starts.length) {
            throw node.error("its starts, ends, axes and steps have different lengths");
        }
        List<int[]> taken = Axes.identity(full);
        for (int i = 0; i < axes.length; i++) {
            int axis = node.axis(axes[i], full.rank());
            if (graph.isComputed(node, 0) && axis == 0) {
                requireWholeBatch(graph, node, starts[i], ends.get(i), steps[i]);
            } else {
                long end = fixed(node, List.of(ends.get(i)))[0];
                taken.set(axis, positions(node, full.dimension(axis), starts[i], end, steps[i]));
            }
        }
        graph.reserve(node, taken.stream().mapToLong(axis -> axis.length).toArray());
        Axes.take(graph, node, taken);
    }

    private static void requireWholeBatch(GraphImporter graph, OnnxNode node, long start, Extent end, long step) {
        boolean whole = end.equals(Extent.BATCH)
                || (end.samples() == 0 && end.fixed() >= (graph.batch() > 0 ? graph.batch() : Integer.MAX_VALUE));
        boolean begins = start == 0 || (graph.batch() > 0 && start <= -graph.batch());
        if (!begins || !whole || step != 1) {
            throw node.mixes("it takes only some samples (axis 0 from " + start + " to " + end + ")");
        }
    }

    /** The positions of a slice, cut to the axis as ONNX says. */
    private static int[] positions(OnnxNode node, int extent, long start, long end, long step) {
        if (step == 0) {
            throw node.error("a step of 0 never ends");
        }
        if (extent == 0) {
            return new int[0];
        }
        long first = start < 0 ? start + extent : start;
        long last = end < 0 ? Math.max(end, -extent - 1L) + extent : end;
        first = Math.max(0, Math.min(first, step > 0 ? extent : extent - 1));
        last = Math.max(step > 0 ? 0 : -1, Math.min(last, extent));
        List<Integer> positions = new ArrayList<>();
        for (long at = first; step > 0 ? at < last : at > last; at += step) {
            positions.add((int) at);
            if (Math.abs(step) > extent) {
                break;
            }
        }
        return positions.stream().mapToInt(at -> at).toArray();
    }

    private static void split(GraphImporter graph, OnnxNode node) {
        Shape full = graph.fullShape(node, 0);
        int axis = node.axis(node.integer("axis", 0), full.rank());
        if (graph.isComputed(node, 0) && axis == 0) {
            throw node.mixes("axis = 0 separates the samples of a batch");
        }
        if (!graph.isComputed(node, 0)) {
            throw node.error("its input '" + node.input(0) + "' is a constant, which is not supported here");
        }
        graph.reserve(node, full.elementCount());
        int from = 0;
        long[] sizes = sizes(graph, node, full.dimension(axis));
        for (int i = 0; i < sizes.length; i++) {
            if (!node.outputs().get(i).isEmpty()) {
                List<int[]> axes = Axes.identity(full.inner());
                axes.set(axis - 1, IntStream.range(from, from + (int) sizes[i]).toArray());
                graph.from(node, 0).rearrange(axes, 0).yields(i);
            }
            from += (int) sizes[i];
        }
    }

    /** The parts' extents: given, or as equal as can be with a smaller last one. */
    private static long[] sizes(GraphImporter graph, OnnxNode node, int extent) {
        int parts = node.outputs().size();
        List<Extent> given = graph.extents(node, 1, "split");
        long part = (extent + parts - 1L) / Math.max(parts, 1);
        long[] sizes = new long[parts];
        Arrays.setAll(sizes, i -> Math.max(0, Math.min(part, extent - i * part)));
        if (!given.isEmpty()) {
            sizes = fixed(node, given);
        }
        boolean fits = sizes.length == parts && Arrays.stream(sizes).allMatch(size -> size > 0 && size <= extent);
        if (!fits || Arrays.stream(sizes).sum() != extent) {
            throw node.error("cannot split an axis of extent " + extent + " into " + Arrays.toString(sizes) + " for "
                    + parts + " outputs; empty parts are not supported");
        }
        return sizes;
    }

    /** Takes positions of an axis that a constant names; the axis becomes those of the constant. */
    private static void gather(GraphImporter graph, OnnxNode node) {
        Shape full = graph.fullShape(node, 0);
        int axis = node.axis(node.integer("axis", 0), full.rank());
        boolean computed = graph.isComputed(node, 0);
        OnnxTensor indices = graph.constant(node, 1);
        if (computed && axis == 0) {
            throw node.mixes("axis = 0 takes only some samples");
        }
        int extent = full.dimension(axis);
        long[] positions = indices.integers();
        List<int[]> taken = Axes.identity(full);
        taken.set(
                axis,
                Arrays.stream(positions).mapToInt(i -> node.position(i, extent)).toArray());
        graph.reserve(node, taken.stream().mapToLong(at -> at.length).toArray());
        List<Long> shape = new ArrayList<>(Axes.extents(full));
        shape.remove(axis);
        shape.addAll(axis, indices.dimensions());
        if (computed) {
            int[] sample = shape.stream().skip(1).mapToInt(Math::toIntExact).toArray();
            graph.from(node, 0)
                    .rearrange(taken.subList(1, taken.size()), 0)
                    .reshape(sample)
                    .yields();
        } else {
            graph.yields(node, Axes.taken(graph.constant(node, 0), taken).reshaped(shape));
        }
    }

    private static long[] fixed(OnnxNode node, List<Extent> extents) {
        for (Extent extent : extents) {
            if (extent.samples() != 0) {
                throw node.error(extents + " depends on the number of samples");
            }
        }
        return extents.stream().mapToLong(Extent::fixed).toArray();
    }
}
