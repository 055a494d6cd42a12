/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.spi.Kernels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one kernel after the other. Owns the kernels.
 *
 * @param <A> the backend's array
 */
final class EagerSession<A> implements Session {
    private final Plan<A> plan;
    private final LayerSteps<A> steps;

    private EagerSession(Plan<A> plan, LayerSteps<A> steps) {
        this.plan = plan;
        this.steps = steps;
    }

    static <A> EagerSession<A> open(
            Network network, ModelDescription model, List<LayerWeights> layers, Kernels<A> kernels) {
        Plan<A> plan = Plan.compile(network, kernels);
        return new EagerSession<>(plan, new LayerSteps<>(plan, model, layers));
    }

    @Override
    public String backend() {
        return plan.kernels().name();
    }

    @Override
    public Run prepare(Schedule schedule, int samples, @Nullable PatternSnapshot snapshot) {
        steps.trim();
        schedule.passes().forEach(pass -> steps.of(pass.composite(), snapshot));
        return new EagerRun<>(plan, steps, schedule, samples, snapshot);
    }

    @Override
    public void close() {
        steps.close();
        plan.close();
        plan.kernels().close();
    }
}
