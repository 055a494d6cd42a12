/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.api.explain.StartValue;
import java.util.List;

/**
 * An explanation method.
 *
 * @param name canonical, lower case
 * @param aliases other names, lower case
 * @param rule for every layer
 * @param start what selected logits begin with
 * @param timesInput whether the result is multiplied by the input
 */
public record Method(String name, List<String> aliases, Rule rule, StartValue start, boolean timesInput) {
    /** Copies. */
    public Method {
        aliases = List.copyOf(aliases);
    }

    /** {@return whether it needs a pattern snapshot} */
    public boolean needsPatterns() {
        return rule.descent().needsPatterns();
    }
}
