/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.rule.Method;
import io.patternstream.engine.rule.MethodRegistry;
import io.patternstream.engine.rule.Procedure;
import io.patternstream.engine.rule.Support;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What methods come to on a network. Remembers the last few answers, for live traffic asks the same of every batch. Not
 * thread-safe.
 */
final class Jobs {
    private static final int REMEMBERED = 16;
    private static final float LOAD_FACTOR = 0.75f;

    private final Network network;
    private final ModelDescription model;
    private final PatternSource patterns;
    private final Map<Asked, Ready> remembered = new LinkedHashMap<>(2 * REMEMBERED, LOAD_FACTOR, true);

    Jobs(Network network, ModelDescription model, PatternSource patterns) {
        this.network = network;
        this.model = model;
        this.patterns = patterns;
    }

    /**
     * Everything that can be refused is refused here, before the forward pass.
     *
     * @param names methods or aliases
     * @param start what the backward passes start with; null for each method's own
     * @return the jobs, in the order of the names, with the patterns that are active now
     */
    Ready of(List<String> names, @Nullable StartValue start) {
        Asked asked = new Asked(names, start);
        Ready known = remembered.get(asked);
        if (known != null
                && (known.snapshot == null
                        || known.snapshot == patterns.current().orElse(null))) {
            return known;
        }
        Ready ready = ready(names, start);
        remembered.put(asked, ready);
        if (remembered.size() > REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        return ready;
    }

    private Ready ready(List<String> names, @Nullable StartValue asked) {
        List<Method> methods = names.stream().map(MethodRegistry::find).toList();
        methods.forEach(method -> Support.require(method, network, model.name()));
        Optional<PatternSnapshot> snapshot =
                methods.stream().anyMatch(Method::needsPatterns) ? patterns.current() : Optional.empty();
        List<Job> jobs = new ArrayList<>();
        for (Method method : methods) {
            PatternSnapshot active = method.needsPatterns() ? snapshot.orElseThrow(() -> noPatterns(method)) : null;
            StartValue start = asked != null && method.honoursStart() ? asked : method.start();
            if (method.procedure() instanceof Procedure.Backward backward) {
                backward.composite().requireLayers(network);
            }
            jobs.add(Job.of(method, start, active, network));
        }
        return new Ready(jobs, Schedule.of(network, jobs), snapshot.orElse(null));
    }

    private ExplainException noPatterns(Method method) {
        return new ExplainException(
                ErrorType.PATTERNS_UNAVAILABLE,
                "method '" + method.name() + "' needs patterns and none are active yet for model '" + model.name()
                        + "'; give a pattern file or wait for the first snapshot");
    }

    /**
     * Jobs and the passes that they share.
     *
     * @param jobs one per method
     * @param schedule all their passes
     * @param snapshot the patterns of those that need any; null where none does
     */
    record Ready(List<Job> jobs, Schedule schedule, @Nullable PatternSnapshot snapshot) {
        /** Copies. */
        Ready {
            jobs = List.copyOf(jobs);
        }
    }

    private record Asked(List<String> names, @Nullable StartValue start) {}
}
