/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.MethodGroup;
import io.patternstream.api.explain.StartValue;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * Methods that differ in numbers only. Immutable, thread-safe.
 *
 * @param name canonical, lower case
 * @param aliases other names, lower case
 * @param group what its results mean
 * @param start what selected logits begin with
 * @param parameters in the order in which users give them
 * @param procedure makes the procedure from the parameters' values
 */
record Family(
        String name,
        List<String> aliases,
        MethodGroup group,
        StartValue start,
        List<Parameter> parameters,
        Function<List<Double>, Procedure> procedure) {

    Family {
        aliases = List.copyOf(aliases);
        parameters = List.copyOf(parameters);
    }

    boolean isCalled(String wanted) {
        return name.equals(wanted) || aliases.contains(wanted);
    }

    /** The method with the values that a user gave, by position or as {@code name=value}, and defaults for the others. */
    Method method(List<String> given) {
        List<Double> values =
                new ArrayList<>(parameters.stream().map(Parameter::standard).toList());
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
        try {
            return new Method(text(values), name, group, start, procedure.apply(values));
        } catch (IllegalArgumentException e) {
            throw error("cannot have these parameters: " + e.getMessage());
        }
    }

    /** How users write it, with the defaults: {@code lrp.epsilon(epsilon=1.0E-6)}. */
    String usage() {
        if (parameters.isEmpty()) {
            return "write " + name + " without parameters";
        }
        StringJoiner text = new StringJoiner(", ", "write " + name + "(", ")");
        parameters.forEach(parameter -> text.add(parameter.name() + "=" + number(parameter.standard())));
        return text.toString();
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

    private String text(List<Double> values) {
        if (values.equals(parameters.stream().map(Parameter::standard).toList())) {
            return name;
        }
        StringJoiner text = new StringJoiner(",", name + "(", ")");
        values.forEach(value -> text.add(number(value)));
        return text.toString();
    }

    private ExplainException error(String what) {
        return new ExplainException(ErrorType.UNKNOWN_METHOD, "method '" + name + "' " + what);
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
        static Parameter real(String name, double standard, double least, double most) {
            return new Parameter(name, standard, least, most, false);
        }

        static Parameter whole(String name, int standard, int least, int most) {
            return new Parameter(name, standard, least, most, true);
        }
    }
}
