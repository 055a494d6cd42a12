/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.Conservation;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.spi.Kernels;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Each forward pass and those down from it live in one scope, which closes when the next begins.
 *
 * @param <A> the backend's array
 */
final class EagerRun<A> implements Run {
    private final Plan<A> plan;
    private final LayerSteps<A> steps;
    private final Schedule schedule;
    private final int samples;
    private final @Nullable PatternSnapshot snapshot;
    private Kernels.@Nullable Scope scope;
    private @Nullable Passes<A> passes;
    private @Nullable Accounts<A> accounts;

    EagerRun(Plan<A> plan, LayerSteps<A> steps, Schedule schedule, int samples, @Nullable PatternSnapshot snapshot) {
        this.plan = plan;
        this.steps = steps;
        this.schedule = schedule;
        this.samples = samples;
        this.snapshot = snapshot;
    }

    @Override
    public void forward(Tensor batch) {
        begin(() -> plan.kernels().load(batch));
    }

    @Override
    public void forward(double[] batch) {
        Shape shape = plan.network().inputShape().batchOf(samples);
        begin(() -> plan.kernels().load(shape, batch));
    }

    @Override
    public Values output(int position) {
        Shape sample = plan.network().node(position).output();
        return new Stored<>(plan.kernels(), Objects.requireNonNull(passes).output(position), sample.batchOf(samples));
    }

    @Override
    public Values backward(int pass, Tensor signs) {
        Pass way = schedule.passes().get(pass);
        Passes.Result<A> result =
                Objects.requireNonNull(passes).run(way, plan.kernels().load(signs));
        accounts = result.accounts();
        Shape sample = plan.network().node(way.last()).output();
        return new Stored<>(plan.kernels(), result.values(), sample.batchOf(samples));
    }

    @Override
    public List<Conservation> conservation(int pass) {
        return accounts == null ? List.of() : accounts.balance(samples);
    }

    @Override
    public void close() {
        if (scope != null) {
            scope.close();
            scope = null;
            passes = null;
        }
    }

    private void begin(Supplier<A> batch) {
        close();
        scope = plan.kernels().scope();
        passes = new Passes<>(plan, steps, plan.forward(batch.get()), snapshot);
    }

    /** An array of the open scope. */
    private record Stored<A>(Kernels<A> kernels, A array, Shape shape) implements Values {
        @Override
        public Tensor rounded() {
            return kernels.store(array);
        }

        @Override
        public double[] exact() {
            return kernels.values(array);
        }

        @Override
        public void copyTo(float[] target) {
            kernels.store(array).copyTo(target, 0);
        }
    }
}
