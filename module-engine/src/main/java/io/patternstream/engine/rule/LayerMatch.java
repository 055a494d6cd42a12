/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;

/** Which layers with weights a composite's choice is for. Immutable, thread-safe. */
public sealed interface LayerMatch {

    /**
     * Tells whether a layer is meant.
     *
     * @param network its network
     * @param layer a node with weights
     * @return whether it is
     */
    boolean matches(Network network, Node layer);

    /** Layers by what they are. */
    enum Kind implements LayerMatch {
        /** Reads the network's input, possibly through operations that only move, scale or shift values. */
        FIRST,
        /** A dense layer. */
        DENSE,
        /** A convolution. */
        CONVOLUTION,
        /** Any layer. */
        ANY;

        @Override
        public boolean matches(Network network, Node layer) {
            return switch (this) {
                case FIRST -> readsInput(network, layer);
                case DENSE -> layer.operation() instanceof Operation.Dense;
                case CONVOLUTION -> layer.operation() instanceof Operation.Convolution;
                case ANY -> true;
            };
        }

        private static boolean readsInput(Network network, Node layer) {
            Node read = network.node(layer.inputs().get(0));
            while (read.operation() instanceof Operation.Reshape
                    || read.operation() instanceof Operation.Rearrange
                    || read.operation() instanceof Operation.Affine) {
                read = network.node(read.inputs().get(0));
            }
            return read.operation() instanceof Operation.Input;
        }
    }

    /**
     * One layer.
     *
     * @param name its name in the model file, in any case
     */
    record Named(String name) implements LayerMatch {
        @Override
        public boolean matches(Network network, Node layer) {
            return layer.name().equalsIgnoreCase(name);
        }
    }
}
