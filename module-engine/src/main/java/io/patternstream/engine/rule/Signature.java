/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A name and the numbers that users may give it. Immutable, thread-safe.
 *
 * @param kind what the name is of, for messages
 * @param name lower case
 * @param parameters in the order in which users give them
 */
record Signature(String kind, String name, List<Parameter> parameters) {

    Signature {
        parameters = List.copyOf(parameters);
    }

    /** The values that a user gave, by position or as {@code name=value}, and defaults for the others. */
    List<Double> values(List<String> given) {
        List<Double> values = new ArrayList<>(standards());
        for (int i = 0; i < given.size(); i++) {
            int equals = given.get(i).indexOf('=');
            int position =
                    equals < 0 ? i : position(given.get(i).substring(0, equals).strip());
            if (position >= parameters.size()) {
                throw error("has " + given.size() + " parameters; " + usage());
            }
            values.set(
                    position,
                    value(
                            parameters.get(position),
                            given.get(i).substring(equals + 1).strip()));
        }
        return values;
    }

    /** The shortest text with these values. */
    String text(List<Double> values) {
        if (values.equals(standards())) {
            return name;
        }
        StringJoiner text = new StringJoiner(",", name + "(", ")");
        values.forEach(value -> text.add(number(value)));
        return text.toString();
    }

    ExplainException error(String what) {
        return new ExplainException(ErrorType.UNKNOWN_METHOD, kind + " '" + name + "' " + what);
    }

    /** How users write it, with the defaults: {@code lrp.epsilon(epsilon=1.0E-6)}. */
    private String usage() {
        if (parameters.isEmpty()) {
            return "write " + name + " without parameters";
        }
        StringJoiner text = new StringJoiner(", ", "write " + name + "(", ")");
        parameters.forEach(parameter -> text.add(parameter.name() + "=" + number(parameter.standard())));
        return text.toString();
    }

    private List<Double> standards() {
        return parameters.stream().map(Parameter::standard).toList();
    }

    private int position(String parameter) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(parameter)) {
                return i;
            }
        }
        throw error("has no parameter '" + parameter + "'; " + usage());
    }

    private double value(Parameter parameter, String text) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw error("has " + parameter.name() + " = '" + text + "', which is not a number; " + usage());
        }
        boolean whole = !parameter.whole() || value == Math.rint(value);
        if (!(value >= parameter.least() && value <= parameter.most()) || !whole) {
            throw error(
                    "has " + parameter.name() + " = " + text + "; it must be a " + (parameter.whole() ? "whole " : "")
                            + "number from " + number(parameter.least()) + " to " + number(parameter.most()));
        }
        return value;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /**
     * A number that users may give.
     *
     * @param name as users write it
     * @param standard its value where they do not
     * @param least smallest value
     * @param most largest value
     * @param whole whether only whole numbers are
     */
    record Parameter(String name, double standard, double least, double most, boolean whole) {
        private static final double MOST = 1e6;

        static Parameter real(String name, double standard, double least, double most) {
            return new Parameter(name, standard, least, most, false);
        }

        static Parameter whole(String name, int standard, int least, int most) {
            return new Parameter(name, standard, least, most, true);
        }

        static Parameter epsilon() {
            return real("epsilon", LayerRules.EPSILON, 0, MOST);
        }

        static Parameter gamma() {
            return real("gamma", 0.25, 0, MOST);
        }

        static Parameter alpha() {
            return real("alpha", 2, 0, MOST);
        }

        static Parameter beta() {
            return real("beta", 1, 0, MOST);
        }

        static Parameter low() {
            return real("low", -4, -MOST, 0);
        }

        static Parameter high() {
            return real("high", 4, 0, MOST);
        }
    }
}
