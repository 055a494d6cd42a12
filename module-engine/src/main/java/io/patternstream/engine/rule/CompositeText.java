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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads an LRP composite of the user's own: {@code lrp(first=flat, conv1=gamma(0.5), dense=epsilon(0.1), any=zplus)}. Before
 * an equals sign stands {@code first}, {@code dense}, {@code convolution}, {@code any} or a layer's name, after it the rule;
 * the first choice that matches a layer wins, and {@code any=epsilon} follows where no {@code any} is given. Stateless.
 */
final class CompositeText {
    static final String NAME = "lrp";

    private static final Map<String, Function<List<Double>, LayerRule.Propagation>> RULES = Map.of(
            "z", p -> LayerRules.epsilon(0),
            "epsilon", p -> LayerRules.epsilon(at(p, 0, LayerRules.EPSILON)),
            "gamma", p -> LayerRules.gamma(at(p, 0, 0.25)),
            "zplus", p -> LayerRules.alphaBeta(1, 0),
            "alphabeta", p -> LayerRules.alphaBeta(at(p, 0, 2), at(p, 1, 1)),
            "flat", p -> LayerRules.flat(),
            "wsquare", p -> LayerRules.wSquare(),
            "box", p -> LayerRules.box(at(p, 0, -4), at(p, 1, 4)),
            "excitation", p -> LayerRules.excitation());

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
        Function<List<Double>, LayerRule.Propagation> rule = RULES.get(call.name());
        if (rule == null) {
            throw unreadable("'" + text + "' is not one of the rules "
                    + RULES.keySet().stream().sorted().toList());
        }
        try {
            return rule.apply(
                    call.arguments().stream().map(CompositeText::number).toList());
        } catch (NumberFormatException e) {
            throw unreadable("'" + text + "' has a parameter that is not a finite number");
        }
    }

    private static double at(List<Double> parameters, int index, double standard) {
        return index < parameters.size() ? parameters.get(index) : standard;
    }

    private static double number(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new NumberFormatException(text);
        }
        return value;
    }

    private static ExplainException unreadable(String why) {
        return new ExplainException(
                ErrorType.UNKNOWN_METHOD,
                "composite cannot be read: " + why
                        + "; write for example lrp(first=flat, dense=epsilon(0.1), any=zplus)");
    }
}
