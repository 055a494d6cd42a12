/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.explain.TieRule;
import io.patternstream.api.model.Head;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.pattern.SnapshotOrigin;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model of two inputs and three classes whose every answer can be computed by hand: logits (a, b, a+b), heatmap 2x. An
 * input whose first value is {@link #POISON} makes the whole batch throw, {@link #NAN} makes the sample's heatmap NaN.
 */
public final class ScriptedExplainer implements Explainer {
    /** Throws. */
    public static final float POISON = 666;
    /** Gives NaN. */
    public static final float NAN = 667;

    /** The model. */
    public static final ModelDescription MODEL =
            new ModelDescription("scripted", "ab".repeat(32), Shape.of(1, 1, 2), 3, Head.SOFTMAX, List.of());

    /** What its heatmaps name. */
    public static final Maker MAKER = new Maker(MODEL.sha256(), "scripted", "f32", "1.2.3");

    private final AtomicInteger closed = new AtomicInteger();
    private final List<Integer> batches = new ArrayList<>();
    private final List<Integer> prepared = new ArrayList<>();
    private volatile Optional<SnapshotOrigin> patterns = Optional.of(origin(new SnapshotId("first")));
    private volatile int failures;
    private volatile boolean alwaysNan;
    private volatile String failingMethod = "";

    @Override
    public ModelDescription model() {
        return MODEL;
    }

    /** Swaps the patterns; empty takes them away. */
    public void patterns(Optional<SnapshotId> id) {
        patterns = id.map(ScriptedExplainer::origin);
    }

    /** Where all its patterns come from. */
    public static SnapshotOrigin origin(SnapshotId id) {
        return new SnapshotOrigin(
                id,
                new PatternSnapshot.Provenance(
                        MODEL.sha256(), List.of("linear", "relu"), 48, Map.of("training/0", 50L), Instant.EPOCH));
    }

    /** Makes the next calls throw. */
    public void failNext(int calls) {
        failures = calls;
    }

    /** Makes all calls throw that ask for this method. */
    public void failMethod(String method) {
        failingMethod = method;
    }

    /** Whether every heatmap is NaN from now on. */
    public void alwaysNan(boolean value) {
        alwaysNan = value;
    }

    /** Sizes of all batches so far. */
    public synchronized List<Integer> batches() {
        return List.copyOf(batches);
    }

    @Override
    public synchronized void prepare(List<String> methods, int samples) {
        if (methods.contains("patternnet") && patterns.isEmpty()) {
            throw new ExplainException(ErrorType.PATTERNS_UNAVAILABLE, "no patterns are active");
        }
        if (samples < 1) {
            throw new IllegalArgumentException("no memory for batches of " + samples);
        }
        prepared.add(samples);
    }

    /** Sizes of batches that it was readied for so far. */
    public synchronized List<Integer> prepared() {
        return List.copyOf(prepared);
    }

    @Override
    public synchronized Explanations explain(ExplainRequest request) {
        Tensor input = request.input();
        int n = input.shape().dimension(0);
        batches.add(n);
        if (failures > 0) {
            failures--;
            throw new IllegalStateException("the engine stumbled");
        }
        if (request.methods().contains(failingMethod)) {
            throw new IllegalStateException("the method fails");
        }
        if (request.methods().contains("patternnet") && patterns.isEmpty()) {
            throw new ExplainException(ErrorType.PATTERNS_UNAVAILABLE, "no patterns are active");
        }
        float[] logits = new float[n * 3];
        float[] heat = new float[n * 2];
        for (int i = 0; i < n; i++) {
            float a = input.at(2 * i);
            float b = input.at(2 * i + 1);
            if (a == POISON) {
                throw new IllegalStateException("poison");
            }
            logits[3 * i] = a;
            logits[3 * i + 1] = b;
            logits[3 * i + 2] = a + b;
            heat[2 * i] = a == NAN || alwaysNan ? Float.NaN : 2 * a;
            heat[2 * i + 1] = 2 * b;
        }
        List<Attribution> attributions = request.methods().stream()
                .map(method -> new Attribution(
                        method,
                        0,
                        Tensor.of(Shape.of(n, 1, 1, 2), heat),
                        StartValue.LOGIT,
                        method.equals("patternnet") ? patterns : Optional.empty(),
                        reports(request.targets().get(0), heat)))
                .toList();
        return new Explanations(Tensor.wrap(Shape.of(n, 3), logits), TieRule.FIRST, attributions);
    }

    /** The largest logit is that of class 2 here: the tests ask for images of positive a and b. */
    private static List<SampleReport> reports(List<Target> targets, float... heat) {
        List<SampleReport> reports = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            List<Integer> classes = target instanceof Target.ClassIndex chosen
                    ? List.of(chosen.index())
                    : target instanceof Target.MaxOutput ? List.of(2) : List.of();
            float sum = heat[2 * i] + heat[2 * i + 1];
            reports.add(new SampleReport(target, classes, sum, Float.isFinite(sum), Optional.empty()));
        }
        return reports;
    }

    /** How often it was closed. */
    public int closed() {
        return closed.get();
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
