/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import io.patternstream.api.explain.MethodGroup;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.rule.Method;
import io.patternstream.engine.rule.MethodRegistry;
import io.patternstream.engine.rule.Support;
import java.util.List;

/** The explanation methods that the engine knows. Stateless. */
public final class Methods {
    private Methods() {}

    /** {@return canonical names, in the order in which they are presented} */
    public static List<String> names() {
        return MethodRegistry.all().stream().map(Method::name).toList();
    }

    /**
     * Resolves a name.
     *
     * @param nameOrAlias in any case
     * @return the canonical name
     * @throws io.patternstream.api.explain.ExplainException of type {@code UNKNOWN_METHOD}; lists the known ones
     */
    public static String canonical(String nameOrAlias) {
        return MethodRegistry.find(nameOrAlias).name();
    }

    /**
     * Tells whether a method needs patterns.
     *
     * @param name a name or alias
     * @return whether it cannot run before a pattern snapshot is active
     * @throws io.patternstream.api.explain.ExplainException of type {@code UNKNOWN_METHOD}; lists the known ones
     */
    public static boolean needsPatterns(String name) {
        return MethodRegistry.find(name).needsPatterns();
    }

    /**
     * Counts the passes over the network that a method needs for each image, beside the forward pass that all methods share.
     *
     * @param name a name or alias, with or without parameters
     * @param image shape of one image, {@code [C, H, W]}
     * @return number of passes
     * @throws io.patternstream.api.explain.ExplainException of type {@code UNKNOWN_METHOD}; lists the known ones
     */
    public static int passes(String name, Shape image) {
        return MethodRegistry.find(name).procedure().passes(image);
    }

    /**
     * Tells what a method's results mean, and so how to look at them.
     *
     * @param name a name or alias, with or without parameters
     * @return its group
     * @throws io.patternstream.api.explain.ExplainException of type {@code UNKNOWN_METHOD}; lists the known ones
     */
    public static MethodGroup group(String name) {
        return MethodRegistry.find(name).group();
    }

    /**
     * Tells what keeps a method from explaining a model.
     *
     * @param name a name or alias, with or without parameters
     * @param model the model
     * @return one line per obstacle: node, operator and why; empty where the method applies
     * @throws io.patternstream.api.explain.ExplainException of type {@code UNKNOWN_METHOD}; lists the known ones
     */
    public static List<String> problems(String name, Model model) {
        return Support.problems(MethodRegistry.find(name), model.network());
    }

    /**
     * Splits a list of methods at the commas outside parentheses.
     *
     * @param text for example {@code gradient,lrp.box(0,1)}
     * @return the names as written
     */
    public static List<String> split(String text) {
        return MethodRegistry.split(text);
    }
}
