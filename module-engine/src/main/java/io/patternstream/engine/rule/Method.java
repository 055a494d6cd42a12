/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.api.explain.MethodGroup;
import io.patternstream.api.explain.StartValue;

/**
 * An explanation method with its parameters. Immutable, thread-safe.
 *
 * @param name canonical, lower case, with the parameters that differ from their defaults
 * @param family the name without parameters
 * @param group what its result means
 * @param start what selected logits begin with
 * @param procedure how it is computed
 */
public record Method(String name, String family, MethodGroup group, StartValue start, Procedure procedure) {

    /** {@return whether it needs a pattern snapshot} */
    public boolean needsPatterns() {
        return procedure instanceof Procedure.Backward backward
                && backward.composite().needsPatterns();
    }

    /** {@return whether users may choose another start value} */
    public boolean honoursStart() {
        return procedure instanceof Procedure.Backward || procedure instanceof Procedure.Gradients;
    }
}
