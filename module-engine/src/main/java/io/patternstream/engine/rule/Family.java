/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.api.explain.MethodGroup;
import io.patternstream.api.explain.StartValue;
import java.util.List;
import java.util.function.Function;

/**
 * Methods that differ in numbers only. Immutable, thread-safe.
 *
 * @param signature canonical name and parameters
 * @param aliases other names, lower case
 * @param group what its results mean
 * @param start what selected logits begin with
 * @param procedure makes the procedure from the parameters' values
 */
record Family(
        Signature signature,
        List<String> aliases,
        MethodGroup group,
        StartValue start,
        Function<List<Double>, Procedure> procedure) {

    Family {
        aliases = List.copyOf(aliases);
    }

    String name() {
        return signature.name();
    }

    boolean isCalled(String wanted) {
        return name().equals(wanted) || aliases.contains(wanted);
    }

    /** The method with the values that a user gave, and defaults for the others. */
    Method method(List<String> given) {
        List<Double> values = signature.values(given);
        return new Method(signature.text(values), name(), group, start, procedure.apply(values));
    }
}
