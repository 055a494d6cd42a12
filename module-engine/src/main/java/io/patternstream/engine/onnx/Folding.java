/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Computes with constants while reading: the shape arithmetic that exporters write, and scaled weights. */
final class Folding {
    private Folding() {}

    /** A node of two constants, with broadcasting. */
    static OnnxTensor arithmetic(GraphImporter graph, OnnxNode node, Arithmetic operator) {
        List<OnnxTensor> operands = broadcast(graph, node, 0, 1);
        OnnxTensor a = operands.get(0);
        OnnxTensor b = operands.get(1);
        if (a.isReal() || b.isReal()) {
            double[] left = a.doubles();
            double[] right = b.doubles();
            Arrays.setAll(left, i -> operator.apply(left[i], right[i]));
            return OnnxTensor.reals(node.output(), a.dimensions(), left);
        }
        List<Extent> left = a.extents();
        List<Extent> right = b.extents();
        List<Extent> result = IntStream.range(0, left.size())
                .mapToObj(i -> operator.apply(left.get(i), right.get(i)))
                .toList();
        return OnnxTensor.integers(node.output(), a.dimensions(), result);
    }

    static OnnxTensor negated(OnnxTensor tensor) {
        if (tensor.isReal()) {
            return mapped(tensor, x -> -x);
        }
        List<Extent> result = tensor.extents().stream().map(Extent.of(0)::minus).toList();
        return OnnxTensor.integers(tensor.name(), tensor.dimensions(), result);
    }

    /** A function of every value of a tensor of reals. */
    static OnnxTensor mapped(OnnxTensor tensor, DoubleUnaryOperator function) {
        double[] values = tensor.doubles();
        Arrays.setAll(values, i -> function.applyAsDouble(values[i]));
        return OnnxTensor.reals(tensor.name(), tensor.dimensions(), values);
    }

    static void equal(GraphImporter graph, OnnxNode node) {
        List<OnnxTensor> operands = broadcast(graph, node, 0, 1);
        List<Extent> left = operands.get(0).extents();
        List<Extent> right = operands.get(1).extents();
        List<Extent> result = IntStream.range(0, left.size())
                .mapToObj(i -> Extent.of(left.get(i).sameAs(right.get(i)) ? 1 : 0))
                .toList();
        graph.yields(node, OnnxTensor.integers(node.output(), operands.get(0).dimensions(), result));
    }

    static void where(GraphImporter graph, OnnxNode node) {
        List<OnnxTensor> operands = broadcast(graph, node, 0, 1, 2);
        List<Long> dimensions = operands.get(0).dimensions();
        long[] condition = operands.get(0).integers();
        if (operands.get(1).isReal()) {
            double[] result = operands.get(1).doubles();
            double[] no = operands.get(2).doubles();
            Arrays.setAll(result, i -> condition[i] == 0 ? no[i] : result[i]);
            graph.yields(node, OnnxTensor.reals(node.output(), dimensions, result));
        } else {
            List<Extent> yes = operands.get(1).extents();
            List<Extent> no = operands.get(2).extents();
            List<Extent> result = IntStream.range(0, condition.length)
                    .mapToObj(i -> condition[i] == 0 ? no.get(i) : yes.get(i))
                    .toList();
            graph.yields(node, OnnxTensor.integers(node.output(), dimensions, result));
        }
    }

    static OnnxTensor concat(GraphImporter graph, OnnxNode node) {
        OnnxTensor first = graph.constant(node, 0);
        int axis = node.axis(node.integer("axis", 1), first.dimensions().size());
        List<Shape> shapes = new ArrayList<>();
        long joined = 0;
        for (int i = 0; i < node.inputs().size(); i++) {
            Shape shape = graph.constant(node, i).shape();
            int[] other = shape.toArray();
            boolean fits = other.length == first.dimensions().size();
            joined += fits ? other[axis] : 0;
            if (fits) {
                other[axis] = first.shape().dimension(axis);
            }
            if (!Arrays.equals(other, first.shape().toArray())) {
                throw node.error("cannot join constants of dimensions " + first.dimensions() + " and " + shape);
            }
            shapes.add(shape);
        }
        int[] extents = first.shape().toArray();
        extents[axis] = Math.toIntExact(joined);
        Shape shape = Shape.of(extents);
        graph.reserve(node, shape.elementCount());
        return first.isReal() ? reals(graph, node, shape, shapes, axis) : integers(graph, node, shape, shapes, axis);
    }

    /** Flat positions in the result of the values of one part that begins at {@code from} on an axis. */
    private static int[] places(Shape whole, Shape part, int axis, int from) {
        List<int[]> axes = Axes.identity(part);
        axes.set(axis, IntStream.range(from, from + part.dimension(axis)).toArray());
        IndexMap map = IndexMap.separable(whole, axes, 0);
        return IntStream.range(0, part.elementCount()).map(map::source).toArray();
    }

    private static OnnxTensor reals(GraphImporter graph, OnnxNode node, Shape whole, List<Shape> shapes, int axis) {
        double[] result = new double[whole.elementCount()];
        int from = 0;
        for (int i = 0; i < shapes.size(); i++) {
            double[] values = graph.constant(node, i).doubles();
            int[] places = places(whole, shapes.get(i), axis, from);
            for (int k = 0; k < values.length; k++) {
                result[places[k]] = values[k];
            }
            from += shapes.get(i).dimension(axis);
        }
        return OnnxTensor.reals(node.output(), Axes.extents(whole), result);
    }

    private static OnnxTensor integers(GraphImporter graph, OnnxNode node, Shape whole, List<Shape> shapes, int axis) {
        Extent[] result = new Extent[whole.elementCount()];
        int from = 0;
        for (int i = 0; i < shapes.size(); i++) {
            List<Extent> values = graph.constant(node, i).extents();
            int[] places = places(whole, shapes.get(i), axis, from);
            for (int k = 0; k < places.length; k++) {
                result[places[k]] = values.get(k);
            }
            from += shapes.get(i).dimension(axis);
        }
        return OnnxTensor.integers(node.output(), Axes.extents(whole), List.of(result));
    }

    /** A node's constant inputs, broadcast to one shape. */
    private static List<OnnxTensor> broadcast(GraphImporter graph, OnnxNode node, int... inputs) {
        Shape shape = Shape.of();
        for (int input : inputs) {
            shape = Axes.broadcast(shape, graph.constant(node, input).shape());
        }
        graph.reserve(node, shape.elementCount());
        List<OnnxTensor> result = new ArrayList<>();
        for (int input : inputs) {
            result.add(Axes.broadcast(graph.constant(node, input), shape));
        }
        return result;
    }
}
