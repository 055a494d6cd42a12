/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.graph;

import io.patternstream.api.tensor.Shape;
import java.util.List;

/**
 * One operation of a network.
 *
 * @param name its name in the model file (for a nameless ONNX node, its first output's name)
 * @param operation what it computes
 * @param inputs positions of the nodes whose outputs it reads, all smaller than its own
 * @param output shape of one sample's output
 */
public record Node(String name, Operation operation, List<Integer> inputs, Shape output) {
    /** Copies. */
    public Node {
        inputs = List.copyOf(inputs);
    }

    /** {@return what it computes, in one word: the operation, for an activation its function} */
    public String operator() {
        Object named = operation instanceof Operation.Activation activation ? activation.function() : operation;
        return named.getClass().getSimpleName();
    }
}
