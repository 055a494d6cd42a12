/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Imports operators that move values: Transpose, Concat, Expand, DepthToSpace, SpaceToDepth. */
final class MovementOperators {
    static final Map<String, OperatorImporter> TABLE = Map.of(
            "Transpose", MovementOperators::transpose,
            "Concat", MovementOperators::concat,
            "Expand", MovementOperators::expand,
            "DepthToSpace", MovementOperators::depthToSpace,
            "SpaceToDepth", MovementOperators::spaceToDepth);

    private MovementOperators() {}

    private static void transpose(GraphImporter graph, OnnxNode node) {
        Shape full = graph.fullShape(node, 0);
        int rank = full.rank();
        int[] permutation = node.has("perm")
                ? node.integers("perm", rank, 0)
                : IntStream.range(0, rank).map(i -> rank - 1 - i).toArray();
        if (!Arrays.equals(Arrays.stream(permutation).sorted().toArray(), Axes.all(rank))) {
            throw node.error(
                    "perm = " + Arrays.toString(permutation) + " does not name each of " + rank + " axes once");
        }
        if (!graph.isComputed(node, 0)) {
            graph.reserve(node, full.elementCount());
            graph.yields(node, Axes.transposed(graph.constant(node, 0), permutation));
            return;
        }
        if (permutation[0] != 0) {
            throw node.mixes("perm = " + Arrays.toString(permutation) + " moves the batch's axis");
        }
        int[] sample = Arrays.stream(permutation).skip(1).map(axis -> axis - 1).toArray();
        graph.from(node, 0).transpose(sample).yields();
    }

    private static void concat(GraphImporter graph, OnnxNode node) {
        boolean constant = IntStream.range(0, node.inputs().size()).noneMatch(i -> graph.isComputed(node, i));
        if (constant) {
            graph.yields(node, Folding.concat(graph, node));
            return;
        }
        int computed = IntStream.range(0, node.inputs().size())
                .filter(i -> graph.isComputed(node, i))
                .findFirst()
                .orElseThrow();
        int rank = graph.fullShape(node, computed).rank();
        int axis = node.axis(node.integer("axis", 1), rank);
        if (axis == 0) {
            throw node.mixes("axis = 0 joins batches");
        }
        List<Chain> parts = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (graph.fullShape(node, i).rank() != rank) {
                throw node.error("its inputs have different numbers of axes");
            }
            Chain part = graph.isComputed(node, i) ? graph.from(node, i) : constant(graph, node, i, computed);
            parts.add(part.moveAxis(axis - 1, 0));
        }
        Chain first = parts.get(0);
        Chain[] others = parts.stream().skip(1).toArray(Chain[]::new);
        first.main(new Operation.Concat(), others).moveAxis(0, axis - 1).yields();
    }

    /** A constant as a computed value: zeros that take nothing from another input, shifted by it. */
    private static Chain constant(GraphImporter graph, OnnxNode node, int index, int computed) {
        OnnxTensor tensor = graph.constant(node, index);
        Shape full = tensor.shape();
        if (full.dimension(0) != 1) {
            throw node.error("the constant '" + tensor.name() + "' of dimensions " + full
                    + " differs from sample to sample; 1 is needed on the first axis");
        }
        Shape sample = full.inner();
        int[] nowhere = new int[graph.reserve(node, sample.elementCount())];
        Arrays.fill(nowhere, IndexMap.FILL);
        double[] ones = new double[nowhere.length];
        Arrays.fill(ones, 1);
        return graph.from(node, computed)
                .then(new Operation.Rearrange(IndexMap.of(graph.shape(node, computed), sample, nowhere, 0)))
                .then(new Operation.Affine(Parameters.of(sample, ones), Parameters.of(sample, tensor.doubles())));
    }

    private static void expand(GraphImporter graph, OnnxNode node) {
        List<Extent> target = new ArrayList<>(graph.constant(node, 1).extents());
        Shape full = graph.fullShape(node, 0);
        boolean computed = graph.isComputed(node, 0);
        if (target.size() > full.rank() && computed) {
            throw node.mixes("the shape " + target + " has more axes than a batch of " + full.inner());
        }
        if (target.size() >= full.rank() && !target.isEmpty() && graph.isBatch(target.get(0))) {
            target.set(0, Extent.of(1));
        }
        if (target.stream().anyMatch(extent -> extent.samples() != 0 || extent.fixed() < 1)) {
            throw node.error("the shape " + target + " is not fixed or not positive");
        }
        graph.reserve(node, target.stream().mapToLong(Extent::fixed).toArray());
        int[] extents = target.stream()
                .mapToInt(extent -> Math.toIntExact(extent.fixed()))
                .toArray();
        Shape shape = Axes.broadcast(full, Shape.of(extents));
        if (!computed) {
            graph.yields(node, Axes.broadcast(graph.constant(node, 0), shape));
        } else if (shape.dimension(0) != 1) {
            throw node.mixes("the shape " + target + " repeats the samples of a batch");
        } else {
            graph.from(node, 0).broadcast(shape.inner()).yields();
        }
    }

    private static void depthToSpace(GraphImporter graph, OnnxNode node) {
        int block = blockSize(node);
        Chain chain = graph.from(node, 0);
        int[] image = image(node, chain.shape());
        int depth = image[0] / (block * block);
        if (depth * block * block != image[0]) {
            throw node.error("blocksize = " + block + " does not divide the channels of " + chain.shape());
        }
        String mode = node.text("mode", "DCR");
        boolean columnFirst = "CRD".equals(mode);
        if (!columnFirst && !"DCR".equals(mode)) {
            throw node.error("mode = " + mode + " is not supported, only DCR and CRD");
        }
        if (columnFirst) {
            chain.reshape(depth, block, block, image[1], image[2]).transpose(0, 3, 1, 4, 2);
        } else {
            chain.reshape(block, block, depth, image[1], image[2]).transpose(2, 3, 0, 4, 1);
        }
        chain.reshape(depth, image[1] * block, image[2] * block).yields();
    }

    private static void spaceToDepth(GraphImporter graph, OnnxNode node) {
        int block = blockSize(node);
        Chain chain = graph.from(node, 0);
        int[] image = image(node, chain.shape());
        if (image[1] % block != 0 || image[2] % block != 0) {
            throw node.error("blocksize = " + block + " does not divide the image " + chain.shape());
        }
        int height = image[1] / block;
        int width = image[2] / block;
        chain.reshape(image[0], height, block, width, block)
                .transpose(2, 4, 0, 1, 3)
                .reshape(image[0] * block * block, height, width)
                .yields();
    }

    private static int blockSize(OnnxNode node) {
        int block = node.integer("blocksize", 0);
        if (block < 1) {
            throw node.error("blocksize = " + block + " should be at least 1");
        }
        return block;
    }

    private static int[] image(OnnxNode node, Shape sample) {
        if (sample.rank() != 3) {
            throw node.error("needs an image [C, H, W] but its input is " + sample);
        }
        return sample.toArray();
    }
}
