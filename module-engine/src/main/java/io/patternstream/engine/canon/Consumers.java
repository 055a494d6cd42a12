/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.canon;

import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;
import java.util.ArrayList;
import java.util.BitSet;
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

    /** The first reader of a node that has one. */
    int first(int position) {
        return readers.get(position).get(0);
    }

    /**
     * The nodes whose outputs are read by rectifiers (ReLU, and clips that begin at 0) and by nothing else, looking through
     * what only moves values.
     */
    BitSet onlyRectified() {
        BitSet rectified = new BitSet();
        for (int i = readers.size() - 1; i >= 0; i--) {
            boolean all = readers.get(i).stream().allMatch(reader -> rectifies(reader, rectified));
            rectified.set(i, count(i) > 0 && all);
        }
        return rectified;
    }

    private boolean rectifies(int reader, BitSet rectified) {
        Operation operation = network.node(reader).operation();
        boolean moves = operation instanceof Operation.Reshape || operation instanceof Operation.Rearrange;
        return (moves && rectified.get(reader))
                || (operation instanceof Operation.Activation activation
                        && activation.function().rectifies());
    }
}
