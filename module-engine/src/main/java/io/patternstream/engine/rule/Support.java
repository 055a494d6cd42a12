/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells which methods can explain which networks, without running either. Stateless. */
public final class Support {
    private Support() {}

    /**
     * Looks for what a method cannot do.
     *
     * @param method the method
     * @param network canonised
     * @return one line per obstacle, in network order; empty where the method applies
     */
    public static List<String> problems(Method method, Network network) {
        Procedure procedure = method.procedure();
        if (procedure instanceof Procedure.Backward backward) {
            return problems(backward.composite(), network);
        }
        List<String> problems = new ArrayList<>();
        boolean images = network.inputShape().rank() == 3;
        if (procedure instanceof Procedure.Occlusion && !images) {
            problems.add("it covers squares of images [C, H, W], not of inputs " + network.inputShape());
        }
        if (procedure instanceof Procedure.ClassActivation activation) {
            boolean maps = network.nodes().stream().anyMatch(node -> node.operation() instanceof Operation.Convolution);
            if (!images || !maps) {
                problems.add("it enlarges the maps of a convolution to images [C, H, W], and the network has "
                        + (maps ? "inputs " + network.inputShape() : "no convolution"));
            }
            if (activation.guided()) {
                problems.addAll(problems(Composite.chain(Gate.MASK_RECTIFY, Descent.WEIGHTS), network));
            }
        }
        return problems;
    }

    /**
     * Refuses a method that does not apply.
     *
     * @param method the method
     * @param network canonised
     * @param model its name
     * @throws ExplainException of type {@link ErrorType#UNSUPPORTED_LAYER}; names the first obstacle and the methods that apply
     */
    public static void require(Method method, Network network, String model) {
        List<String> problems = problems(method, network);
        if (!problems.isEmpty()) {
            List<String> others = MethodRegistry.all().stream()
                    .filter(other -> problems(other, network).isEmpty())
                    .map(Method::name)
                    .toList();
            throw new ExplainException(
                    ErrorType.UNSUPPORTED_LAYER,
                    "method '" + method.name() + "' cannot explain model '" + model + "': " + problems.get(0)
                            + "; methods that can: " + String.join(", ", others));
        }
    }

    private static List<String> problems(Composite composite, Network network) {
        return network.nodes().stream()
                .flatMap(
                        node -> problem(composite, node)
                                .map(why -> "node '" + node.name() + "' (" + node.operator() + "): " + why)
                                .stream())
                .toList();
    }

    private static Optional<String> problem(Composite composite, Node node) {
        Operation operation = node.operation();
        if (operation instanceof Operation.Activation activation
                && !composite.gate().supports(activation.function())) {
            return Optional.of("it is defined for ReLU" + (composite.gate() == Gate.SMOOTH ? "" : " and clips at 0"));
        }
        boolean nonlinear = operation instanceof Operation.Multiply
                || operation instanceof Operation.Softmax
                || operation instanceof Operation.InstanceNorm;
        if (nonlinear && composite.propagates()) {
            return Optional.of("relevance is shared among the terms of sums, and this is not a sum");
        }
        if (nonlinear && composite.needsPatterns()) {
            return Optional.of("patterns are defined for layers with weights and activations");
        }
        return Optional.empty();
    }
}
