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
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.rule.Procedure;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.Kernels;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Explains batches in the backend's own precision. Belongs to one thread; closing frees what was prepared. */
public final class Attributor implements AutoCloseable {
    private final Network network;
    private final ModelDescription model;
    private final List<LayerWeights> layers;
    private final Session session;
    private final Jobs jobs;

    private Attributor(
            Network network,
            ModelDescription model,
            List<LayerWeights> layers,
            Session session,
            PatternSource patterns) {
        this.network = network;
        this.model = model;
        this.layers = layers;
        this.session = session;
        this.jobs = new Jobs(network, model, patterns);
    }

    /**
     * Prepares a network for a backend that runs one kernel after the other.
     *
     * @param network canonised
     * @param model its description
     * @param layers its layers with weights
     * @param kernels the backend; closed with the attributor
     * @param patterns the active patterns
     * @return the attributor
     */
    public static Attributor create(
            Network network,
            ModelDescription model,
            List<LayerWeights> layers,
            Kernels<?> kernels,
            PatternSource patterns) {
        return new Attributor(network, model, layers, EagerSession.open(network, model, layers, kernels), patterns);
    }

    /**
     * Prepares a network for a backend that compiles whole programs.
     *
     * @param network canonised
     * @param model its description
     * @param layers its layers with weights
     * @param compiler the backend; closed with the attributor
     * @param patterns the active patterns
     * @return the attributor
     */
    public static Attributor create(
            Network network,
            ModelDescription model,
            List<LayerWeights> layers,
            Compiler compiler,
            PatternSource patterns) {
        return new Attributor(network, model, layers, new CompiledSession(network, model, layers, compiler), patterns);
    }

    /**
     * Tells what explanations read where another snapshot is the active one.
     *
     * @param snapshot of the same model
     * @return its coefficients in place of those of a layer's patterns; empty for others, and where it has none that fit
     */
    public static Function<Coefficients, Optional<Coefficients>> successor(PatternSnapshot snapshot) {
        return coefficients ->
                coefficients instanceof PatternCoefficients patterns ? patterns.of(snapshot) : Optional.empty();
    }

    /** {@return the backend's name} */
    public String backend() {
        return session.backend();
    }

    /**
     * Runs forward once, then backward once per method and list of targets; methods that sample run more often.
     *
     * @param request the batch
     * @param sink receives the results while they are still the backend's
     * @throws ExplainException if the shape, a method or a target does not fit, or patterns are missing
     */
    public void explain(ExplainRequest request, Sink sink) {
        Tensor batch = request.input();
        requireShape(batch.shape());
        request.targets().forEach(targets -> Targets.require(targets, model.classes()));
        Jobs.Ready ready = this.jobs.of(request.methods(), request.start());
        List<Job> jobs = ready.jobs();
        Schedule schedule = ready.schedule();
        try (Run run = session.prepare(schedule, batch.shape().dimension(0), ready.snapshot())) {
            run.forward(batch);
            Values logits = run.output(network.output());
            Tensor rounded = logits.rounded();
            sink.logits(rounded, logits);
            List<Selection> selections = Selection.all(request, rounded);
            Procedures procedures = new Procedures(network, schedule, run, batch);
            Iterator<Values> sampled = sampled(jobs, selections, procedures).iterator();
            if (sampled.hasNext() && !jobs.stream().allMatch(Job::samples)) {
                run.forward(batch);
            }
            for (Job job : jobs) {
                for (Selection selection : selections) {
                    Values values = job.samples() ? sampled.next() : procedures.computed(job, selection.signs());
                    boolean conserves = job.method().procedure() instanceof Procedure.Backward;
                    List<Conservation> conservation = conserves ? run.conservation(procedures.pass(job, 0)) : List.of();
                    sink.attribution(result(job, selection, conservation), values);
                }
            }
        }
    }

    /**
     * Readies what explaining such batches needs.
     *
     * @param methods names or aliases
     * @param samples in a batch
     * @throws ExplainException if a method does not apply or patterns are missing
     */
    public void prepare(List<String> methods, int samples) {
        Jobs.Ready ready = jobs.of(methods, null);
        session.ready(ready.schedule(), samples, ready.snapshot());
    }

    /**
     * Records what an explanation asks of a backend that compiles programs.
     *
     * @param methods names or aliases
     * @param samples in the batch
     * @return the program
     * @throws ExplainException if a method does not apply or patterns are missing
     */
    public Program program(List<String> methods, int samples) {
        Jobs.Ready ready = jobs.of(methods, null);
        return Recording.of(network, model, layers, ready.schedule(), samples, ready.snapshot())
                .program();
    }

    @Override
    public void close() {
        session.close();
    }

    /** The results of the methods that need forward passes of their own, in the order of the request. */
    private static List<Values> sampled(List<Job> jobs, List<Selection> selections, Procedures procedures) {
        List<Values> results = new ArrayList<>();
        for (Job job : jobs) {
            for (Selection selection : selections) {
                if (job.samples()) {
                    results.add(procedures.sampled(job, selection.signs()));
                }
            }
        }
        return results;
    }

    private static Result result(Job job, Selection selection, List<Conservation> conservation) {
        return new Result(
                job.method().name(),
                selection.position(),
                selection.classes(),
                job.start(),
                Optional.ofNullable(job.patterns()),
                conservation);
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

    /** Receives results; the values are valid only during the calls. */
    public interface Sink {
        /**
         * Takes the logits, once, first.
         *
         * @param rounded as float32
         * @param values in the backend's precision
         */
        void logits(Tensor rounded, Values values);

        /**
         * Takes one attribution: for each method one per list of targets, both in the order of the request.
         *
         * @param result what it is
         * @param values shaped like the input
         */
        void attribution(Result result, Values values);
    }
}
