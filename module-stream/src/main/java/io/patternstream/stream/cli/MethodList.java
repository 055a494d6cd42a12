/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.explain.MethodGroup;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code --method}. Stateless. */
final class MethodList {
    private static final String ALL = "all";

    private MethodList() {}

    /**
     * The canonical names in a comma list, each once; {@code all} stands for every method but the controls, those that need
     * patterns only where there are some. Commas inside parentheses belong to a method's parameters.
     */
    static List<String> parse(String text, boolean patterns) {
        List<String> names = new ArrayList<>();
        for (String part : Methods.split(text)) {
            if (ALL.equalsIgnoreCase(part)) {
                Methods.names().stream()
                        .filter(name -> Methods.group(name) != MethodGroup.CONTROL)
                        .filter(name -> patterns || !Methods.needsPatterns(name))
                        .forEach(names::add);
            } else {
                names.add(Methods.canonical(part));
            }
        }
        List<String> distinct = names.stream().distinct().toList();
        distinct.stream()
                .filter(name -> !patterns && Methods.needsPatterns(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new CommandException("method " + name
                            + " needs patterns: give --patterns FILE, made by 'patternstream patterns compute'");
                });
        return distinct;
    }

    /** Whether {@code all} is in the list. */
    static boolean all(String text) {
        return Methods.split(text).stream().anyMatch(ALL::equalsIgnoreCase);
    }

    /** The methods that can explain a model; says which cannot and why. */
    static List<String> able(List<String> methods, Model model, Console console) {
        List<String> able = new ArrayList<>();
        for (String name : methods) {
            List<String> problems = Methods.problems(name, model);
            if (problems.isEmpty()) {
                able.add(name);
            } else {
                console.say("left out: " + name + ", " + problems.get(0));
            }
        }
        return able;
    }
}
