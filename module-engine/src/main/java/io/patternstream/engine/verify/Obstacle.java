/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.verify;

import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import java.util.Optional;
import java.util.function.Predicate;

/** What keeps an invariant from holding on a network: the first node that does, for people. Stateless. */
final class Obstacle {
    private Obstacle() {}

    /** To LRP-z being input x gradient: activations that bend elsewhere than at 0, and products of computed values. */
    static Optional<String> toHomogeneity(Network network) {
        return first(network, operation -> {
            if (operation instanceof Operation.Activation activation) {
                Nonlinearity f = activation.function();
                return !(f instanceof Nonlinearity.Relu
                        || f instanceof Nonlinearity.LeakyRelu
                        || f instanceof Nonlinearity.PRelu);
            }
            return operation instanceof Operation.Multiply
                    || operation instanceof Operation.Softmax
                    || operation instanceof Operation.LocalResponseNorm
                    || operation instanceof Operation.InstanceNorm;
        });
    }

    /** To DeConvNet and Guided BackProp being the gradient: any activation. */
    static Optional<String> toLinearity(Network network) {
        return first(network, operation -> operation instanceof Operation.Activation)
                .or(() -> toHomogeneity(network));
    }

    /** To PatternAttribution handing on all that it does not gate: padding, and sums that hand everything to each term. */
    static Optional<String> toClosure(Network network) {
        return first(network, operation -> {
            if (operation instanceof Operation.Convolution convolution) {
                return pads(convolution.window());
            }
            if (operation instanceof Operation.AveragePool pool) {
                return pads(pool.window());
            }
            return !(operation instanceof Operation.Input
                    || operation instanceof Operation.MaxPool
                    || operation instanceof Operation.Dense
                    || operation instanceof Operation.GlobalAveragePool
                    || operation instanceof Operation.Concat
                    || operation instanceof Operation.Reshape
                    || (operation instanceof Operation.Activation activation
                            && activation.function() instanceof Nonlinearity.Relu));
        });
    }

    private static boolean pads(Window window) {
        return window.padTop() + window.padLeft() + window.padBottom() + window.padRight() > 0;
    }

    private static Optional<String> first(Network network, Predicate<Operation> obstacle) {
        return network.nodes().stream()
                .filter(node -> obstacle.test(node.operation()))
                .findFirst()
                .map(Obstacle::named);
    }

    private static String named(Node node) {
        String pads = node.operation() instanceof Operation.Convolution ? " pads" : "";
        return "node '" + node.name() + "' (" + node.operator() + ")" + pads;
    }
}
