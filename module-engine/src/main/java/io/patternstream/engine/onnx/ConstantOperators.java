/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Imports operators that make constants or compute with them, and those that do nothing at inference. */
final class ConstantOperators {
    static final Map<String, OperatorImporter> TABLE = Map.ofEntries(
            entry("Constant", ConstantOperators::constant),
            entry("ConstantOfShape", ConstantOperators::constantOfShape),
            entry("Shape", ConstantOperators::shape),
            entry("Cast", ConstantOperators::cast),
            entry("Identity", GraphImporter::passes),
            entry("Dropout", ConstantOperators::dropout),
            entry("Equal", Folding::equal),
            entry("Where", Folding::where),
            entry("Floor", (graph, node) -> graph.yields(node, Folding.mapped(graph.constant(node, 0), Math::floor))),
            entry("Ceil", (graph, node) -> graph.yields(node, Folding.mapped(graph.constant(node, 0), Math::ceil))),
            entry("Sqrt", (graph, node) -> graph.yields(node, Folding.mapped(graph.constant(node, 0), Math::sqrt))));

    private ConstantOperators() {}

    private static void constant(GraphImporter graph, OnnxNode node) {
        graph.yields(node, constant(node));
    }

    private static OnnxTensor constant(OnnxNode node) {
        for (OnnxAttribute value : node.attributes().values()) {
            switch (value.name()) {
                case "value" -> {
                    if (value.tensor() != null) {
                        return value.tensor();
                    }
                }
                case "value_int" -> {
                    return OnnxTensor.integers(node.output(), List.of(), List.of(Extent.of(value.integer())));
                }
                case "value_ints" -> {
                    List<Extent> extents =
                            value.integers().stream().map(Extent::of).toList();
                    return OnnxTensor.integers(node.output(), List.of((long) extents.size()), extents);
                }
                case "value_float" -> {
                    return OnnxTensor.reals(node.output(), List.of(), new double[] {value.real()});
                }
                case "value_floats" -> {
                    double[] reals =
                            value.reals().stream().mapToDouble(real -> real).toArray();
                    return OnnxTensor.reals(node.output(), List.of((long) reals.length), reals);
                }
                default -> {}
            }
        }
        throw node.error("its value is none of the kinds read: a tensor, integers or floats");
    }

    /** The batch's axis gets extent 1: every sample has the same constant. */
    private static void constantOfShape(GraphImporter graph, OnnxNode node) {
        List<Extent> extents = new ArrayList<>(graph.constant(node, 0).extents());
        if (!extents.isEmpty() && extents.get(0).equals(Extent.BATCH)) {
            extents.set(0, Extent.of(1));
        }
        long[] dimensions = fixed(node, extents);
        int count = graph.reserve(node, dimensions);
        List<Long> shape = Arrays.stream(dimensions).boxed().toList();
        OnnxAttribute attribute = node.attributes().get("value");
        @Nullable OnnxTensor value = attribute == null ? null : attribute.tensor();
        if (value == null || value.isReal()) {
            double[] reals = new double[count];
            Arrays.fill(reals, value == null ? 0 : value.scalar());
            graph.yields(node, OnnxTensor.reals(node.output(), shape, reals));
        } else {
            Extent fill = Extent.of((long) value.scalar());
            graph.yields(node, OnnxTensor.integers(node.output(), shape, Collections.nCopies(count, fill)));
        }
    }

    private static long[] fixed(OnnxNode node, List<Extent> extents) {
        for (Extent extent : extents) {
            if (extent.samples() != 0 || extent.fixed() < 0) {
                throw node.error("the shape " + extents + " is not fixed or negative");
            }
        }
        return extents.stream().mapToLong(Extent::fixed).toArray();
    }

    /** The dimensions of a value; from opset 15 a part of them. */
    private static void shape(GraphImporter graph, OnnxNode node) {
        List<Extent> extents = new ArrayList<>();
        for (int extent : graph.fullShape(node, 0).toArray()) {
            extents.add(Extent.of(extent));
        }
        if (graph.isComputed(node, 0)) {
            extents.set(0, Extent.BATCH);
        }
        int rank = extents.size();
        int start = clamped(node.integer("start", 0), rank);
        int end = clamped(node.integer("end", rank), rank);
        List<Extent> part = extents.subList(start, Math.max(start, end));
        graph.yields(node, OnnxTensor.integers(node.output(), List.of((long) part.size()), List.copyOf(part)));
    }

    private static int clamped(int axis, int rank) {
        return Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }

    /** Between kinds of real numbers nothing changes but precision, and the engine has its own. */
    private static void cast(GraphImporter graph, OnnxNode node) {
        int to = node.integer("to", 0);
        if (graph.isComputed(node, 0)) {
            if (!OnnxTensor.isReal(to)) {
                throw node.error("to = " + to + " is not supported for a computed value, only kinds of real numbers");
            }
            graph.passes(node);
            return;
        }
        OnnxTensor tensor = graph.constant(node, 0);
        if (OnnxTensor.isReal(to) == tensor.isReal()) {
            graph.passes(node);
        } else if (OnnxTensor.isReal(to)) {
            graph.yields(node, OnnxTensor.reals(node.output(), tensor.dimensions(), tensor.doubles()));
        } else if (OnnxTensor.isInteger(to)) {
            List<Extent> integers = Arrays.stream(tensor.doubles())
                    .mapToObj(x -> Extent.of((long) x))
                    .toList();
            graph.yields(node, OnnxTensor.integers(node.output(), tensor.dimensions(), integers));
        } else {
            throw node.error("to = " + to + " is not supported, only real numbers and integers");
        }
    }

    private static void dropout(GraphImporter graph, OnnxNode node) {
        boolean training = node.hasInput(2) && graph.constant(node, 2).scalar() != 0;
        double ratio = node.hasInput(1) ? graph.constant(node, 1).scalar() : 0.5;
        if (training && ratio != 0) {
            throw node.error("training_mode = true is not supported: it drops values at random; export for inference");
        }
        graph.passes(node);
    }
}
