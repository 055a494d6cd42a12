/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.rule.Method;
import io.patternstream.engine.rule.MethodRegistry;
import io.patternstream.engine.spi.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Explains batches in the backend's own precision. Belongs to one thread; closing frees the weights, not the kernels.
 *
 * @param <A> the backend's array
 */
public final class Attributor<A> implements AutoCloseable {
    private final ModelDescription model;
    private final Kernels<A> kernels;
    private final Plan<A> plan;
    private final PatternKernels<A> patternKernels;
    private final PatternSource patterns;

    private Attributor(Plan<A> plan, ModelDescription model, List<LayerWeights> layers, PatternSource patterns) {
        this.model = model;
        this.kernels = plan.kernels();
        this.plan = plan;
        this.patternKernels = new PatternKernels<>(plan, model, layers);
        this.patterns = patterns;
    }

    /**
     * Compiles a network for a backend.
     *
     * @param network canonised
     * @param model its description
     * @param layers its layers with weights
     * @param kernels the backend; stays the caller's
     * @param patterns the active patterns
     * @param <A> the backend's array
     * @return the attributor
     */
    public static <A> Attributor<A> create(
            Network network,
            ModelDescription model,
            List<LayerWeights> layers,
            Kernels<A> kernels,
            PatternSource patterns) {
        return new Attributor<>(Plan.compile(network, kernels), model, layers, patterns);
    }

    /**
     * Runs forward once, then backward once per method.
     *
     * @param request the batch
     * @param sink receives the results while they are still the backend's
     * @throws ExplainException if the shape, a method or a target does not fit, or patterns are missing
     */
    @SuppressWarnings("try") // an open scope owns the arrays; nothing is called on it
    public void explain(ExplainRequest request, Sink<A> sink) {
        requireShape(request.input().shape());
        Targets.require(request.targets(), model.classes());
        List<Job<A>> jobs = jobs(request);
        try (Kernels.Scope scope = kernels.scope()) {
            List<A> outputs = plan.forward(request.input());
            A logits = outputs.get(plan.network().output());
            Tensor rounded = kernels.store(logits);
            sink.logits(rounded, logits);
            A signs = kernels.load(Targets.signs(request.targets(), rounded));
            for (Job<A> job : jobs) {
                A start = job.result.start() == StartValue.ONE ? signs : kernels.multiply(logits, signs);
                A r = new BackwardPass<>(plan, job.layers, job.method.rule(), outputs).run(start);
                sink.attribution(job.result, job.method.timesInput() ? kernels.multiply(outputs.get(0), r) : r);
            }
        }
    }

    @Override
    public void close() {
        patternKernels.close();
        plan.close();
    }

    /** Everything that can be refused is refused here, before the forward pass. */
    private List<Job<A>> jobs(ExplainRequest request) {
        List<Method> methods =
                request.methods().stream().map(MethodRegistry::find).toList();
        Optional<PatternSnapshot> snapshot =
                methods.stream().anyMatch(Method::needsPatterns) ? patterns.current() : Optional.empty();
        List<Job<A>> jobs = new ArrayList<>();
        for (Method method : methods) {
            StartValue start = request.start() == null ? method.start() : request.start();
            if (method.needsPatterns()) {
                PatternSnapshot active = snapshot.orElseThrow(() -> noPatterns(method));
                LayerKernels<A> layers = patternKernels.of(method.rule().descent(), active);
                jobs.add(new Job<>(method, layers, new Result(method.name(), start, Optional.of(active))));
            } else {
                jobs.add(new Job<>(method, plan.weights(), new Result(method.name(), start, Optional.empty())));
            }
        }
        return jobs;
    }

    private ExplainException noPatterns(Method method) {
        return new ExplainException(
                ErrorType.PATTERNS_UNAVAILABLE,
                "method '" + method.name() + "' needs patterns and none are active yet for model '" + model.name()
                        + "'; give a pattern file or wait for the first snapshot");
    }

    private void requireShape(Shape batch) {
        boolean fits =
                batch.rank() == 4 && batch.dimension(0) > 0 && batch.inner().equals(model.input());
        if (!fits) {
            throw new ExplainException(
                    ErrorType.SHAPE_MISMATCH,
                    "a batch of shape " + batch + " does not fit model '" + model.name()
                            + "', which takes [N, C, H, W] " + "with images of " + model.input());
        }
    }

    /**
     * What one method's result is.
     *
     * @param method its canonical name
     * @param start what the backward pass started with
     * @param patterns the snapshot that was used
     */
    public record Result(String method, StartValue start, Optional<PatternSnapshot> patterns) {}

    /**
     * Receives results; the arrays are valid only during the calls.
     *
     * @param <A> the backend's array
     */
    public interface Sink<A> {
        /**
         * Takes the logits, once, first.
         *
         * @param rounded as float32
         * @param values in the backend's precision
         */
        void logits(Tensor rounded, A values);

        /**
         * Takes one method's attribution, in the order of the request.
         *
         * @param result what it is
         * @param values shaped like the input
         */
        void attribution(Result result, A values);
    }

    /** One method with the kernels that it goes down through. */
    private record Job<A>(Method method, LayerKernels<A> layers, Result result) {}
}
