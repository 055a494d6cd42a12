/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import java.util.BitSet;

/** Which values of a network can be negative, whatever its input. Immutable, thread-safe. */
final class Signs {
    private final BitSet nonNegative;

    private Signs(BitSet nonNegative) {
        this.nonNegative = nonNegative;
    }

    static Signs of(Network network) {
        BitSet nonNegative = new BitSet();
        for (int i = 0; i < network.nodes().size(); i++) {
            Node node = network.node(i);
            boolean inputs = !node.inputs().isEmpty() && node.inputs().stream().allMatch(nonNegative::get);
            nonNegative.set(i, nonNegative(node.operation(), inputs));
        }
        return new Signs(nonNegative);
    }

    /** Whether a node's output is never below 0. */
    boolean nonNegative(int position) {
        return nonNegative.get(position);
    }

    private static boolean nonNegative(Operation operation, boolean inputs) {
        if (operation instanceof Operation.Activation activation) {
            return activation.function().rectifies()
                    || activation.function() instanceof Nonlinearity.Sigmoid
                    || activation.function() instanceof Nonlinearity.HardSigmoid
                    || activation.function() instanceof Nonlinearity.Softplus;
        }
        if (operation instanceof Operation.Rearrange rearrange) {
            return inputs && rearrange.map().fill() >= 0;
        }
        return inputs
                && (operation instanceof Operation.MaxPool
                        || operation instanceof Operation.AveragePool
                        || operation instanceof Operation.GlobalAveragePool
                        || operation instanceof Operation.Add
                        || operation instanceof Operation.Multiply
                        || operation instanceof Operation.Concat
                        || operation instanceof Operation.Reshape);
    }
}
