/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.evaluation.heatmap.Classifier;
import io.patternstream.evaluation.heatmap.Degradation;
import io.patternstream.evaluation.heatmap.DegradationCurve;
import io.patternstream.evaluation.heatmap.ImageScores;
import io.patternstream.evaluation.heatmap.MapStability;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Measures attributions of the class that the model sees in each image. For one thread. */
final class MapEvaluation {
    /** As in Kindermans et al. (2017), section 6. */
    static final int MOST_STEPS = 100;

    static final int PERTURBATIONS = 10;
    static final double RADIUS = 0.2;

    /** The method that runs forward only. */
    private static final String FORWARD = "input";

    private final ModelDescription model;
    private final int patch;
    private final SplittableRandom random;
    private final long seed;
    private final Map<EvaluatedMethod, Collected> collected = new LinkedHashMap<>();

    /** Starts without images; a seed draws other classes and perturbations, the same ones for all methods. */
    MapEvaluation(ModelDescription model, int patch, long seed) {
        this.model = model;
        this.patch = patch;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /**
     * What was measured of one method.
     *
     * @param method the method
     * @param curve its degradation
     * @param maxSensitivity per image
     * @param randomLogit per image
     */
    record Result(
            EvaluatedMethod method, DegradationCurve curve, ImageScores maxSensitivity, ImageScores randomLogit) {}

    /** The explained and another class of each image of a batch. */
    record Classes(List<Integer> explained, List<Integer> others) {}

    /** Chooses the classes of a batch. */
    Classes classes(Tensor batch, Explainer explainer) {
        Tensor logits = classifier(explainer).logits(batch);
        List<Integer> explained = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        for (int n = 0; n < batch.shape().dimension(0); n++) {
            int largest = largest(logits.slice(n));
            explained.add(largest);
            others.add((largest + 1 + random.nextInt(model.classes() - 1)) % model.classes());
        }
        return new Classes(explained, others);
    }

    /** Measures methods that one explainer serves on a batch. */
    void add(Tensor batch, Classes classes, List<EvaluatedMethod> methods, Explainer explainer, Progress progress) {
        List<String> names = methods.stream().map(EvaluatedMethod::name).toList();
        MapStability stability = MapStability.of(explainer, names);
        SplittableRandom noise = new SplittableRandom(seed);
        List<ImageScores> sensitivity =
                stability.maxSensitivity(batch, classes.explained, PERTURBATIONS, RADIUS, noise);
        List<ImageScores> logit = stability.randomLogit(batch, classes.explained, classes.others);
        List<Target> targets =
                classes.explained.stream().<Target>map(Target.ClassIndex::new).toList();
        Explanations explanations = explainer.explain(ExplainRequest.of(batch, names, targets));
        for (int i = 0; i < names.size(); i++) {
            Collected into = collected.computeIfAbsent(methods.get(i), method -> new Collected(degradation(explainer)));
            into.degradation.add(
                    batch, classes.explained, explanations.attributions().get(i).values());
            into.sensitivity.addAll(sensitivity.get(i).values());
            into.logit.addAll(logit.get(i).values());
            progress.step(classes.explained.size());
        }
    }

    /** The results in the order of the methods. */
    List<Result> results(List<EvaluatedMethod> methods) {
        return methods.stream()
                .flatMap(method -> Stream.ofNullable(collected.get(method)).map(all -> all.result(method)))
                .toList();
    }

    private Degradation degradation(Explainer explainer) {
        return Degradation.create(classifier(explainer), model.head(), model.input(), patch, MOST_STEPS);
    }

    private static Classifier classifier(Explainer explainer) {
        return batch -> explainer.explain(ExplainRequest.of(batch, FORWARD)).logits();
    }

    private static int largest(Tensor logits) {
        int best = 0;
        for (int k = 1; k < logits.shape().elementCount(); k++) {
            best = logits.at(k) > logits.at(best) ? k : best;
        }
        return best;
    }

    private static final class Collected {
        private final Degradation degradation;
        private final List<Double> sensitivity = new ArrayList<>();
        private final List<Double> logit = new ArrayList<>();

        Collected(Degradation degradation) {
            this.degradation = degradation;
        }

        Result result(EvaluatedMethod method) {
            return new Result(method, degradation.curve(), new ImageScores(sensitivity), new ImageScores(logit));
        }
    }
}
