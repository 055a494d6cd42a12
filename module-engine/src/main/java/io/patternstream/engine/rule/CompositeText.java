/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.MethodGroup;
import io.patternstream.api.explain.StartValue;
import io.patternstream.engine.rule.Composite.Choice;
import io.patternstream.engine.rule.Signature.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Reads an LRP composite of the user's own: {@code lrp(first=flat, conv1=gamma(0.5), dense=epsilon(0.1), any=zplus)}. Before
 * an equals sign stands {@code first}, {@code dense}, {@code convolution}, {@code any} or a layer's name, after it the rule;
 * the first choice that matches a layer wins, and {@code any=epsilon} follows where no {@code any} is given. Stateless.
 */
final class CompositeText {
    static final String NAME = "lrp";

    private static final List<Line> RULES = List.of(
            line("alphabeta", p -> LayerRules.alphaBeta(p.get(0), p.get(1)), Parameter.alpha(), Parameter.beta()),
            line("box", p -> LayerRules.box(p.get(0), p.get(1)), Parameter.low(), Parameter.high()),
            line("epsilon", p -> LayerRules.epsilon(p.get(0)), Parameter.epsilon()),
            line("excitation", p -> LayerRules.excitation()),
            line("flat", p -> LayerRules.flat()),
            line("gamma", p -> LayerRules.gamma(p.get(0)), Parameter.gamma()),
            line("wsquare", p -> LayerRules.wSquare()),
            line("z", p -> LayerRules.epsilon(0)),
            line("zplus", p -> LayerRules.alphaBeta(1, 0)));

    private CompositeText() {}

    static Method method(Call call) {
        List<Choice> choices = new ArrayList<>();
        for (String argument : call.arguments()) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw unreadable("'" + argument + "' should be a layer, '=' and a rule");
            }
            choices.add(new Choice(
                    match(argument.substring(0, equals).strip()),
                    rule(argument.substring(equals + 1).strip())));
        }
        if (choices.isEmpty()) {
            throw unreadable("it chooses no rule");
        }
        String name = NAME + "(" + String.join(",", call.arguments()).replace(" ", "") + ")";
        if (choices.get(choices.size() - 1).match() != LayerMatch.Kind.ANY) {
            choices.add(new Choice(LayerMatch.Kind.ANY, LayerRules.epsilon(LayerRules.EPSILON)));
        }
        Composite composite = new Composite(Gate.PASS, new SumRule.Proportional(LayerRules.EPSILON), choices);
        return new Method(
                name, NAME, MethodGroup.ATTRIBUTION, StartValue.LOGIT, new Procedure.Backward(composite, false));
    }

    private static LayerMatch match(String text) {
        for (LayerMatch.Kind kind : LayerMatch.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
                return kind;
            }
        }
        return new LayerMatch.Named(text);
    }

    private static LayerRule rule(String text) {
        Call call = Call.parse(text);
        Line line = RULES.stream()
                .filter(known -> known.signature.name().equals(call.name()))
                .findFirst()
                .orElseThrow(() -> unreadable("'" + text + "' is not one of the rules "
                        + RULES.stream().map(known -> known.signature.name()).toList()));
        return line.rule.apply(line.signature.values(call.arguments()));
    }

    private static Line line(String name, Function<List<Double>, LayerRule.Propagation> rule, Parameter... parameters) {
        return new Line(new Signature("rule", name, List.of(parameters)), rule);
    }

    private static ExplainException unreadable(String why) {
        return new ExplainException(
                ErrorType.UNKNOWN_METHOD,
                "composite cannot be read: " + why
                        + "; write for example lrp(first=flat, dense=epsilon(0.1), any=zplus)");
    }

    /** One rule. */
    private record Line(Signature signature, Function<List<Double>, LayerRule.Propagation> rule) {}
}
