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

/**
 * Chooses what happens to relevance at every node of a network. Among the choices for layers with weights the first that
 * matches wins. Immutable, thread-safe.
 *
 * @param gate at activations
 * @param sums at average pools, additions and affine maps
 * @param choices for layers with weights; the last matches every layer
 */
public record Composite(Gate gate, SumRule sums, List<Choice> choices) {
    /** Copies; refuses a list that may leave a layer without a rule. */
    public Composite {
        choices = List.copyOf(choices);
        if (choices.isEmpty() || choices.get(choices.size() - 1).match() != LayerMatch.Kind.ANY) {
            throw new IllegalArgumentException("the last choice of a composite must match any layer: " + choices);
        }
    }

    /**
     * Returns a composite that follows the chain rule.
     *
     * @param gate at activations
     * @param descent the weights that relevance goes down through
     * @return the composite
     */
    public static Composite chain(Gate gate, Descent descent) {
        return new Composite(
                gate, new SumRule.Chain(), List.of(new Choice(LayerMatch.Kind.ANY, new LayerRule.Chain(descent))));
    }

    /**
     * Returns an LRP composite with one rule for all layers.
     *
     * @param rule the rule
     * @param epsilon stabiliser at sums without weights
     * @return the composite
     */
    public static Composite propagation(LayerRule.Propagation rule, double epsilon) {
        return new Composite(
                Gate.PASS, new SumRule.Proportional(epsilon), List.of(new Choice(LayerMatch.Kind.ANY, rule)));
    }

    /**
     * Returns a composite that asks one more choice before this one's.
     *
     * @param match which layers
     * @param rule their rule
     * @return the composite
     */
    public Composite with(LayerMatch match, LayerRule rule) {
        List<Choice> extended = new ArrayList<>();
        extended.add(new Choice(match, rule));
        extended.addAll(choices);
        return new Composite(gate, sums, extended);
    }

    /**
     * Returns the rule of a layer.
     *
     * @param network its network
     * @param layer a node with weights
     * @return the rule of the first choice that matches
     */
    public LayerRule rule(Network network, Node layer) {
        return choices.stream()
                .filter(choice -> choice.match().matches(network, layer))
                .findFirst()
                .orElseThrow()
                .rule();
    }

    /**
     * Refuses a choice for a layer that the network does not have.
     *
     * @param network the network
     * @throws ExplainException of type {@link ErrorType#UNKNOWN_METHOD}; names the layer and lists those there are
     */
    public void requireLayers(Network network) {
        List<String> layers = network.nodes().stream()
                .filter(node -> node.operation() instanceof Operation.Linear)
                .map(Node::name)
                .toList();
        for (Choice choice : choices) {
            if (choice.match() instanceof LayerMatch.Named named
                    && layers.stream().noneMatch(named.name()::equalsIgnoreCase)) {
                throw new ExplainException(
                        ErrorType.UNKNOWN_METHOD,
                        "the composite has a rule for layer '" + named.name()
                                + "', which the model does not have; its layers are " + String.join(", ", layers)
                                + ", and there are first, dense, convolution, any");
            }
        }
    }

    /** {@return whether a pattern snapshot is needed} */
    public boolean needsPatterns() {
        return choices.stream()
                .anyMatch(choice -> choice.rule() instanceof LayerRule.Chain chain
                        && chain.descent().needsPatterns());
    }

    /** {@return whether what comes down is a derivative: the chain rule at activations and layers} */
    public boolean differentiates() {
        LayerRule weights = new LayerRule.Chain(Descent.WEIGHTS);
        return (gate == Gate.MASK || gate == Gate.SMOOTH)
                && choices.stream().allMatch(choice -> choice.rule().equals(weights));
    }

    /** {@return whether relevance goes down through weights times patterns: PatternAttribution} */
    public boolean attributesBySignal() {
        return choices.stream()
                .anyMatch(choice -> choice.rule() instanceof LayerRule.Chain chain
                        && chain.descent() == Descent.WEIGHTS_TIMES_PATTERN);
    }

    /** {@return whether relevance is shared in proportion to contributions: the LRP family} */
    public boolean propagates() {
        return sums instanceof SumRule.Proportional;
    }

    /**
     * A rule for some layers.
     *
     * @param match which layers
     * @param rule their rule
     */
    public record Choice(LayerMatch match, LayerRule rule) {}
}
