/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.canon;

import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import java.util.ArrayList;
import java.util.List;

/** Which nodes read the output of each node. Immutable. */
final class Consumers {
    private final Network network;
    private final List<List<Integer>> readers;

    private Consumers(Network network, List<List<Integer>> readers) {
        this.network = network;
        this.readers = readers;
    }

    static Consumers of(Network network) {
        List<List<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < network.nodes().size(); i++) {
            readers.add(new ArrayList<>());
            for (int input : network.node(i).inputs()) {
                readers.get(input).add(i);
            }
        }
        return new Consumers(network, readers);
    }

    int count(int position) {
        return readers.get(position).size();
    }

    /** The batch normalisations directly after a node, as long as nothing else reads what they read. */
    List<Integer> chain(int position) {
        List<Integer> chain = new ArrayList<>();
        int at = position;
        while (count(at) == 1 && network.node(readers.get(at).get(0)).operation() instanceof Operation.Affine) {
            at = readers.get(at).get(0);
            chain.add(at);
        }
        return chain;
    }

    /** Whether a node's output, looking through reshapes, is read by ReLUs and by nothing else. */
    boolean onlyRelu(int position) {
        for (int reader : readers.get(position)) {
            Operation operation = network.node(reader).operation();
            boolean relu = (operation instanceof Operation.Activation activation
                            && activation.function() instanceof Nonlinearity.Relu)
                    || (operation instanceof Operation.Reshape && onlyRelu(reader));
            if (!relu) {
                return false;
            }
        }
        return count(position) > 0;
    }
}
