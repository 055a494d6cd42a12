/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.StartValue;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.rule.Method;
import io.patternstream.engine.rule.Procedure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One method of a request. Immutable, thread-safe.
 *
 * @param method the method
 * @param start what it starts with
 * @param patterns that it needs; null where it needs none
 * @param passes that it consists of; of a method that samples, the pass that it repeats
 */
record Job(Method method, StartValue start, @Nullable PatternSnapshot patterns, List<Pass> passes) {

    static Job of(Method method, StartValue start, @Nullable PatternSnapshot patterns, Network network) {
        return new Job(method, start, patterns, passes(method.procedure(), start, network));
    }

    /** {@return whether it needs forward passes of its own} */
    boolean samples() {
        return method.procedure() instanceof Procedure.Gradients || method.procedure() instanceof Procedure.Occlusion;
    }

    private static List<Pass> passes(Procedure procedure, StartValue start, Network network) {
        if (procedure instanceof Procedure.Backward backward) {
            return List.of(Pass.of(backward, start));
        }
        if (procedure instanceof Procedure.Gradients) {
            return List.of(Pass.gradient(start));
        }
        if (procedure instanceof Procedure.ClassActivation activation) {
            Pass maps = Pass.gradientAt(ClassActivationMap.featureMaps(network));
            return activation.guided() ? List.of(maps, Pass.guided()) : List.of(maps);
        }
        return List.of();
    }
}
