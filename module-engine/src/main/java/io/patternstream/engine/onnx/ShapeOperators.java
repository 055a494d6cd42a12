/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Imports operators that give the same values, in the same order, another shape. The batch's axis must stay the first. */
final class ShapeOperators {
    static final Map<String, OperatorImporter> TABLE = Map.of(
            "Reshape", ShapeOperators::reshape,
            "Flatten", ShapeOperators::flatten,
            "Squeeze", ShapeOperators::squeeze,
            "Unsqueeze", ShapeOperators::unsqueeze);

    private ShapeOperators() {}

    private static void flatten(GraphImporter graph, OnnxNode node) {
        Shape full = graph.fullShape(node, 0);
        int axis = node.integer("axis", 1);
        axis = axis == full.rank() ? axis : node.axis(axis, full.rank());
        long before = product(full, 0, axis);
        if (graph.isComputed(node, 0) && (axis == 0 || before != 1)) {
            throw node.mixes("axis = " + axis + " of a batch of " + full.inner());
        }
        become(graph, node, List.of(before, product(full, axis, full.rank())));
    }

    private static void squeeze(GraphImporter graph, OnnxNode node) {
        Shape full = graph.fullShape(node, 0);
        boolean computed = graph.isComputed(node, 0);
        List<Integer> axes = new ArrayList<>();
        for (Extent axis : graph.extents(node, 1, "axes")) {
            axes.add(node.axis(axis.fixed(), full.rank()));
        }
        if (axes.isEmpty()) {
            if (computed && graph.batch() == 1) {
                throw node.mixes(
                        "without axes it would remove the batch's axis, which is declared as 1; name the axes");
            }
            IntStream.range(computed ? 1 : 0, full.rank())
                    .filter(axis -> full.dimension(axis) == 1)
                    .forEach(axes::add);
        }
        if (computed && axes.contains(0)) {
            throw node.mixes("it removes the batch's axis");
        }
        List<Long> extents = new ArrayList<>();
        for (int axis = 0; axis < full.rank(); axis++) {
            if (!axes.contains(axis)) {
                extents.add((long) full.dimension(axis));
            } else if (full.dimension(axis) != 1) {
                throw node.error("cannot remove axis " + axis + " of extent " + full.dimension(axis));
            }
        }
        become(graph, node, extents);
    }

    private static void unsqueeze(GraphImporter graph, OnnxNode node) {
        Shape full = graph.fullShape(node, 0);
        List<Extent> given = graph.extents(node, 1, "axes");
        int rank = full.rank() + given.size();
        List<Integer> axes = new ArrayList<>();
        for (Extent axis : given) {
            axes.add(node.axis(axis.fixed(), rank));
        }
        Collections.sort(axes);
        if (graph.isComputed(node, 0) && axes.contains(0)) {
            throw node.mixes("it inserts an axis before the batch's");
        }
        List<Long> extents = new ArrayList<>(Axes.extents(full));
        for (int axis : axes) {
            extents.add(Math.min(axis, extents.size()), 1L);
        }
        become(graph, node, extents);
    }

    private static void reshape(GraphImporter graph, OnnxNode node) {
        List<Extent> target = new ArrayList<>(graph.extents(node, 1, "shape"));
        Shape full = graph.fullShape(node, 0);
        boolean computed = graph.isComputed(node, 0);
        boolean copies = node.integer("allowzero", 0) == 0;
        if (copies) {
            for (int i = 0; i < Math.min(target.size(), full.rank()); i++) {
                if (target.get(i).equals(Extent.of(0))) {
                    target.set(i, computed && i == 0 ? Extent.BATCH : Extent.of(full.dimension(i)));
                }
            }
        }
        if (computed) {
            requireBatchKept(graph, node, target, full.inner());
            target.set(0, Extent.of(1));
        }
        become(graph, node, resolved(node, target, full));
    }

    /** The first axis must stay the batch's: as it was, its declared extent, or -1 beside fixed others. */
    private static void requireBatchKept(GraphImporter graph, OnnxNode node, List<Extent> target, Shape sample) {
        boolean kept = target.size() > 1
                && (graph.isBatch(target.get(0))
                        || (target.get(0).equals(Extent.of(-1))
                                && target.stream().skip(1).noneMatch(Extent.of(-1)::equals)));
        if (!kept) {
            throw node.mixes("the shape " + target + " for a batch of " + sample);
        }
    }

    /** Replaces -1 by what is left. */
    private static List<Long> resolved(OnnxNode node, List<Extent> target, Shape input) {
        long total = input.elementCount();
        List<Long> result = new ArrayList<>();
        int free = -1;
        long known = 1;
        for (int i = 0; i < target.size(); i++) {
            Extent extent = target.get(i);
            if (extent.equals(Extent.of(-1)) && free < 0) {
                free = i;
            } else if (extent.samples() != 0 || extent.fixed() < 0) {
                throw node.error("cannot reshape " + input + " to " + target);
            } else {
                known = Math.multiplyExact(known, extent.fixed());
            }
            result.add(extent.fixed());
        }
        if (free >= 0 && known > 0) {
            result.set(free, total / known);
            known *= total / known;
        }
        if (known != total || result.contains(-1L)) {
            throw node.error("cannot reshape " + input + " to " + target);
        }
        return result;
    }

    /** Makes a node's output its first input under other dimensions, the batch's included. */
    private static void become(GraphImporter graph, OnnxNode node, List<Long> extents) {
        if (graph.isComputed(node, 0)) {
            int[] sample = extents.stream().skip(1).mapToInt(Math::toIntExact).toArray();
            graph.from(node, 0).reshape(sample).yields();
        } else {
            graph.yields(node, graph.constant(node, 0).reshaped(extents));
        }
    }

    private static long product(Shape full, int from, int to) {
        return Arrays.stream(full.toArray(), from, to).asLongStream().reduce(1, Math::multiplyExact);
    }
}
