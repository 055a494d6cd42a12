/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.canon;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.model.LayerInfo;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.Regime;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Describes the layers of a canonised network. Stateless. */
public final class Layers {
    private Layers() {}

    /**
     * Lists the layers that patterns are learned for.
     *
     * @param network canonised
     * @return in network order, with the regime that explains each: positive where its output goes only into ReLUs, or into
     *     clips that begin at 0 and so silence the same rows, looking through what only moves values; linear elsewhere
     */
    public static List<LayerWeights> weights(Network network) {
        BitSet rectified = Consumers.of(network).onlyRectified();
        List<LayerWeights> layers = new ArrayList<>();
        for (int i = 0; i < network.nodes().size(); i++) {
            Node node = network.node(i);
            if (node.operation() instanceof Operation.Linear linear) {
                boolean inputFirst = linear instanceof Operation.Dense dense && dense.inputFirst();
                Regime regime = rectified.get(i) ? Regime.POSITIVE : Regime.LINEAR;
                LayerId id = new LayerId(node.name());
                layers.add(new LayerWeights(id, linear.weights().tensor(), inputFirst, regime));
            }
        }
        return List.copyOf(layers);
    }

    /**
     * Lists all layers for people to look at.
     *
     * @param network canonised
     * @return in network order, without the input
     */
    public static List<LayerInfo> describe(Network network) {
        return network.nodes().stream()
                .skip(1)
                .map(node -> new LayerInfo(node.name(), kind(node), node.output(), parameters(node.operation())))
                .toList();
    }

    private static String kind(Node node) {
        Operation operation = node.operation();
        if (operation instanceof Operation.Convolution convolution) {
            String groups = convolution.groups() == 1 ? "" : ", " + convolution.groups() + " groups";
            return "Convolution " + size(convolution.window()) + groups;
        }
        if (operation instanceof Operation.MaxPool pool) {
            return "MaxPool " + size(pool.window());
        }
        if (operation instanceof Operation.AveragePool pool) {
            return "AveragePool " + size(pool.window());
        }
        return node.operator();
    }

    private static String size(Window window) {
        String stride = window.strideHeight() == window.strideWidth()
                ? "" + window.strideHeight()
                : window.strideHeight() + "x" + window.strideWidth();
        return window.kernelHeight() + "x" + window.kernelWidth() + ("1".equals(stride) ? "" : "/" + stride);
    }

    private static long parameters(Operation operation) {
        if (operation instanceof Operation.Affine affine) {
            return 2L * affine.scale().shape().elementCount();
        }
        return operation instanceof Operation.Linear linear
                ? (long) linear.weights().shape().elementCount()
                        + linear.bias().shape().elementCount()
                : 0;
    }
}
