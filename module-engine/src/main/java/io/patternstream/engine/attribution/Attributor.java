/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.Conservation;
import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.rule.Method;
import io.patternstream.engine.rule.MethodRegistry;
import io.patternstream.engine.rule.Procedure;
import io.patternstream.engine.rule.Support;
import io.patternstream.engine.spi.Kernels;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Explains batches in the backend's own precision. Belongs to one thread; closing frees the weights, not the kernels.
 *
 * @param <A> the backend's array
 */
public final class Attributor<A> implements AutoCloseable {
    private final ModelDescription model;
    private final Kernels<A> kernels;
    private final Plan<A> plan;
    private final LayerSteps<A> steps;
    private final Sampling<A> sampling;
    private final PatternSource patterns;

    private Attributor(Plan<A> plan, ModelDescription model, List<LayerWeights> layers, PatternSource patterns) {
        this.model = model;
        this.kernels = plan.kernels();
        this.plan = plan;
        this.steps = new LayerSteps<>(plan, model, layers);
        this.sampling = new Sampling<>(plan, steps);
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
     * Runs forward once, then backward once per method and list of targets; methods that sample run more often.
     *
     * @param request the batch
     * @param sink receives the results while they are still the backend's
     * @throws ExplainException if the shape, a method or a target does not fit, or patterns are missing
     */
    @SuppressWarnings("try") // an open scope owns the arrays; nothing is called on it
    public void explain(ExplainRequest request, Sink<A> sink) {
        requireShape(request.input().shape());
        request.targets().forEach(targets -> Targets.require(targets, model.classes()));
        List<Job> jobs = jobs(request);
        Iterator<double[]> sampled = sampled(request, jobs);
        try (Kernels.Scope scope = kernels.scope()) {
            List<A> outputs = plan.forward(kernels.load(request.input()));
            A logits = outputs.get(plan.network().output());
            Tensor rounded = kernels.store(logits);
            sink.logits(rounded, logits);
            Passes<A> passes = new Passes<>(plan, steps, request.input(), outputs);
            List<Selection> selections = Selection.all(request, rounded);
            for (Job job : jobs) {
                for (Selection selection : selections) {
                    Passes.Result<A> result = job.samples()
                            ? Passes.Result.of(kernels.load(request.input().shape(), sampled.next()))
                            : passes.run(
                                    job.method.procedure(), kernels.load(selection.signs), job.start, job.patterns);
                    sink.attribution(job.result(selection, result.conservation()), result.values());
                }
            }
        }
    }

    @Override
    public void close() {
        steps.close();
        plan.close();
    }

    /** Everything that can be refused is refused here, before the forward pass. */
    private List<Job> jobs(ExplainRequest request) {
        List<Method> methods =
                request.methods().stream().map(MethodRegistry::find).toList();
        methods.forEach(method -> Support.require(method, plan.network(), model.name()));
        Optional<PatternSnapshot> snapshot =
                methods.stream().anyMatch(Method::needsPatterns) ? patterns.current() : Optional.empty();
        steps.trim();
        List<Job> jobs = new ArrayList<>();
        for (Method method : methods) {
            PatternSnapshot active = method.needsPatterns() ? snapshot.orElseThrow(() -> noPatterns(method)) : null;
            StartValue asked = request.start();
            StartValue start = asked != null && method.honoursStart() ? asked : method.start();
            jobs.add(new Job(method, start, active));
            if (method.procedure() instanceof Procedure.Backward backward) {
                backward.composite().requireLayers(plan.network());
                steps.of(backward.composite(), active);
            }
        }
        return jobs;
    }

    /** The results of the methods that need forward passes of their own, in the order of the request. */
    @SuppressWarnings("try") // an open scope owns the arrays; nothing is called on it
    private Iterator<double[]> sampled(ExplainRequest request, List<Job> jobs) {
        List<double[]> results = new ArrayList<>();
        if (jobs.stream().anyMatch(Job::samples)) {
            Tensor logits;
            try (Kernels.Scope scope = kernels.scope()) {
                List<A> outputs = plan.forward(kernels.load(request.input()));
                logits = kernels.store(outputs.get(plan.network().output()));
            }
            List<Selection> selections = Selection.all(request, logits);
            for (Job job : jobs) {
                for (Selection selection : selections) {
                    if (job.method.procedure() instanceof Procedure.Gradients gradients) {
                        results.add(sampling.gradients(gradients, request.input(), selection.signs, job.start));
                    } else if (job.method.procedure() instanceof Procedure.Occlusion occlusion) {
                        results.add(sampling.occlusion(occlusion, request.input(), selection.signs));
                    }
                }
            }
        }
        return results.iterator();
    }

    private ExplainException noPatterns(Method method) {
        return new ExplainException(
                ErrorType.PATTERNS_UNAVAILABLE,
                "method '" + method.name() + "' needs patterns and none are active yet for model '" + model.name()
                        + "'; give a pattern file or wait for the first snapshot");
    }

    private void requireShape(Shape batch) {
        boolean fits =
                batch.rank() > 1 && batch.dimension(0) > 0 && batch.inner().equals(model.input());
        if (!fits) {
            throw new ExplainException(
                    ErrorType.SHAPE_MISMATCH,
                    "a batch of shape " + batch + " does not fit model '" + model.name()
                            + "', which takes N samples of " + model.input());
        }
    }

    /**
     * What one attribution is.
     *
     * @param method the method's canonical name
     * @param targetList which of the request's lists of targets, from 0
     * @param classes what each sample's target came to; empty where that is all classes
     * @param start what the backward pass started with
     * @param patterns the snapshot that was used
     * @param conservation where each sample's explained value went; empty for methods that do not share it out
     */
    public record Result(
            String method,
            int targetList,
            List<List<Integer>> classes,
            StartValue start,
            Optional<PatternSnapshot> patterns,
            List<Conservation> conservation) {
        /** Copies. */
        public Result {
            classes = List.copyOf(classes);
            conservation = List.copyOf(conservation);
        }
    }

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
         * Takes one attribution: for each method one per list of targets, both in the order of the request.
         *
         * @param result what it is
         * @param values shaped like the input
         */
        void attribution(Result result, A values);
    }

    /** One method, what it starts with, and the patterns that it needs. */
    private record Job(Method method, StartValue start, @Nullable PatternSnapshot patterns) {
        boolean samples() {
            return method.procedure() instanceof Procedure.Gradients
                    || method.procedure() instanceof Procedure.Occlusion;
        }

        Result result(Selection selection, List<Conservation> conservation) {
            return new Result(
                    method.name(),
                    selection.position,
                    selection.classes,
                    start,
                    Optional.ofNullable(patterns),
                    conservation);
        }
    }

    /** One list of targets: its position in the request, its classes, and the sign of every logit, {@code [N, K]}. */
    private record Selection(int position, List<List<Integer>> classes, Tensor signs) {
        static List<Selection> all(ExplainRequest request, Tensor logits) {
            List<Selection> selections = new ArrayList<>();
            for (List<Target> targets : request.targets()) {
                List<List<Integer>> classes = Targets.classes(targets, logits);
                Tensor signs = Targets.signs(targets, classes, logits.shape());
                selections.add(new Selection(selections.size(), classes, signs));
            }
            return selections;
        }
    }
}
