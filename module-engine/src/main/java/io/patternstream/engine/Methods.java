/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import io.patternstream.engine.rule.Method;
import io.patternstream.engine.rule.MethodRegistry;
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
}
