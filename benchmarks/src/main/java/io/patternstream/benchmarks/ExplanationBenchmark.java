/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.engine.architecture.Architecture;
import io.patternstream.engine.architecture.RandomPatterns;
import io.patternstream.engine.verify.Verification;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Whole explanations of one batch: compiled plans (onednn) and eager kernels (nd4j). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ExplanationBenchmark {
    private static final long SEED = 1;

    /** What computes. */
    @Param({"onednn", "nd4j"})
    public String backend;

    /** A builtin architecture. */
    @Param("squeezenet")
    public String model;

    /** Height and width. */
    @Param("224")
    public int imageSize;

    /** How it is explained. */
    @Param({"gradient", "patternnet", "lrp.epsilon_plus"})
    public String method;

    /** Number of images. */
    @Param({"1", "8"})
    public int batch;

    private Explainer explainer;
    private ExplainRequest request;

    /** Opens the model. */
    @Setup
    public void open() {
        Model subject = Architecture.of(model).model(imageSize, SEED);
        Optional<PatternSnapshot> patterns = Optional.of(RandomPatterns.of(subject, SEED));
        explainer =
                Engine.open(subject, EngineOptions.of(backend), () -> patterns).newExplainer();
        request = ExplainRequest.of(
                Verification.randomImages(subject.description().input(), batch, SEED),
                List.of(method),
                Collections.nCopies(batch, new Target.MaxOutput()));
    }

    /** {@return the heatmaps of the batch} */
    @Benchmark
    public Explanations explain() {
        return explainer.explain(request);
    }

    /** Frees the backend's memory. */
    @TearDown
    public void close() {
        explainer.close();
    }
}
