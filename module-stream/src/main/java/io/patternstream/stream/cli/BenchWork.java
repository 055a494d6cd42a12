/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.spi.Roofline;
import io.patternstream.patterns.PatternTrainer;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What {@code bench} does with a batch: explains it, or learns patterns from it. */
sealed interface BenchWork {
    /** The method that names the learning of patterns. */
    String STATISTICS = "statistics";

    /** {@return names for the report} */
    List<String> methods();

    /** {@return the batches} */
    BenchImages images();

    /** {@return passes through the network, forward and backward} */
    int passes();

    /** Readies an engine. */
    Ready ready(Engine engine);

    /** Prepares the bare primitives of the work; empty if the backend cannot run them on their own. */
    Optional<Roofline> roofline(Engine engine);

    /** Does the work once per run. */
    interface Ready extends Runnable, AutoCloseable {
        @Override
        void close();
    }

    /**
     * Explanations by some methods that share the forward pass.
     *
     * @param methods their names
     * @param images the batches
     */
    record Explanation(List<String> methods, BenchImages images) implements BenchWork {
        @Override
        public int passes() {
            return 1
                    + methods.stream()
                            .mapToInt(method ->
                                    Methods.passes(method, images.shape().inner()))
                            .sum();
        }

        @Override
        public Ready ready(Engine engine) {
            List<Target> targets = Collections.nCopies(images.shape().dimension(0), new Target.MaxOutput());
            Supplier<Tensor> batches = images.open();
            Explainer explainer = engine.newExplainer();
            return new Resource(
                    () -> explainer.explain(ExplainRequest.of(batches.get(), methods, targets)), explainer::close);
        }

        @Override
        public Optional<Roofline> roofline(Engine engine) {
            return engine.newRoofline(methods, images.shape().dimension(0));
        }
    }

    /**
     * The forward pass, the sums of every layer and their merging into what was learned before.
     *
     * @param model the model
     * @param images the batches
     */
    record Learning(Model model, BenchImages images) implements BenchWork {
        /** Forward, and for each sign of y backward to the weights from the mask and from the masked outputs. */
        private static final int PASSES = 5;

        @Override
        public List<String> methods() {
            return List.of(STATISTICS);
        }

        @Override
        public int passes() {
            return PASSES;
        }

        @Override
        public Ready ready(Engine engine) {
            Supplier<Tensor> batches = images.open();
            ActivationSource source = engine.newActivationSource();
            PatternTrainer trainer = PatternTrainer.create(
                    model.description(), model.layers(), List.of("linear", "relu"), InstantSource.system());
            return new Resource(() -> source.observe(batches.get(), trainer), source::close);
        }

        @Override
        public Optional<Roofline> roofline(Engine engine) {
            return engine.newStatisticsRoofline(images.shape().dimension(0));
        }
    }

    /**
     * Work on something that is closed.
     *
     * @param task the work
     * @param closing closes it
     */
    record Resource(Runnable task, Runnable closing) implements Ready {
        @Override
        public void run() {
            task.run();
        }

        @Override
        public void close() {
            closing.run();
        }
    }
}
