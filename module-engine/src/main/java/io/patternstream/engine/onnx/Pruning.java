/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.model.Head;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;

/** Leaves out what a network's output does not depend on, for example unused parts of a Split. */
final class Pruning {
    private Pruning() {}

    /** The part of a network that ends at a position. */
    static Network endingAt(Network network, int output) {
        boolean[] needed = new boolean[network.nodes().size()];
        needed[output] = true;
        for (int i = output; i > 0; i--) {
            if (needed[i]) {
                network.node(i).inputs().forEach(input -> needed[input] = true);
            }
        }
        Network.Builder kept = Network.builder(network.node(0).name(), network.inputShape());
        int[] positions = new int[needed.length];
        for (int i = 1; i <= output; i++) {
            if (needed[i]) {
                Node node = network.node(i);
                int[] inputs =
                        node.inputs().stream().mapToInt(at -> positions[at]).toArray();
                positions[i] = kept.add(node.name(), node.operation(), inputs);
            }
        }
        return kept.build(Head.NONE);
    }
}
