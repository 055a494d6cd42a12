/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.canon;

import io.patternstream.api.model.Head;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import java.util.BitSet;

/** Collects changes to a network, then makes the changed one. */
final class Rewriting {
    private final Network source;
    private final Operation[] operations;
    private final int[] values;

    Rewriting(Network source) {
        this.source = source;
        this.operations = source.nodes().stream().map(Node::operation).toArray(Operation[]::new);
        this.values = new int[operations.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
    }

    /** The operation that a node will have. */
    Operation operation(int position) {
        return operations[position];
    }

    void replace(int position, Operation operation) {
        operations[position] = operation;
    }

    /** Removes a node: who read it reads its first input. Nodes are removed in ascending order. */
    void bypass(int position) {
        values[position] = input(position);
    }

    /** The node that a node's first input comes from, removed ones left out. */
    int input(int position) {
        return values[source.node(position).inputs().get(0)];
    }

    /** Makes the network, without the nodes that its output does not depend on. */
    Network apply(Head head) {
        return builder().build(head);
    }

    /** Begins a network with the nodes that the output depends on. */
    Network.Builder builder() {
        BitSet needed = needed();
        Network.Builder target = Network.builder(source.node(0).name(), source.inputShape());
        int[] positions = new int[values.length];
        for (int i = needed.nextSetBit(1); i >= 0; i = needed.nextSetBit(i + 1)) {
            int[] inputs = source.node(i).inputs().stream()
                    .mapToInt(input -> positions[value(input)])
                    .toArray();
            positions[i] = target.add(source.node(i).name(), operations[i], inputs);
        }
        return target;
    }

    private BitSet needed() {
        BitSet needed = new BitSet();
        needed.set(value(source.output()));
        for (int i = needed.length() - 1; i > 0; i = needed.previousSetBit(i - 1)) {
            source.node(i).inputs().forEach(input -> needed.set(value(input)));
        }
        return needed;
    }

    private int value(int position) {
        return values[position];
    }
}
