/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests;

import static io.patternstream.evaluation.signal.SignalEstimator.FILTER;
import static io.patternstream.evaluation.signal.SignalEstimator.IDENTITY;
import static io.patternstream.evaluation.signal.SignalEstimator.LINEAR;
import static io.patternstream.evaluation.signal.SignalEstimator.RANDOM;
import static io.patternstream.evaluation.signal.SignalEstimator.TWO_COMPONENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.RowSource;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.engine.golden.SharedFolder;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Precision;
import io.patternstream.evaluation.heatmap.Degradation;
import io.patternstream.evaluation.heatmap.ImageScores;
import io.patternstream.evaluation.signal.LayerQuality;
import io.patternstream.evaluation.signal.SampleSize;
import io.patternstream.evaluation.signal.SignalEstimator;
import io.patternstream.evaluation.signal.SignalQuality;
import io.patternstream.patterns.PatternFile;
import io.patternstream.patterns.PatternTrainer;
import io.patternstream.stream.dataset.Batches;
import io.patternstream.stream.dataset.Dataset;
import io.patternstream.stream.profile.ModelProfile;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The two experiments of Kindermans et al. (2017), as far as the orders that the paper states hold on these models. */
class PaperEvidenceTest {
    private static final Path DEMO = Path.of("..", "demo");
    private static final int BATCH = 50;

    /** One thread, and no measuring which way of a convolution is faster: other work on the machine costs least so. */
    private static final EngineOptions OPTIONS = new EngineOptions("auto", Precision.F32, Algorithm.DIRECT, 1);

    @Test
    void ordersHoldOnTheBundledModel() {
        // Given: patterns of the training images, measured on others
        Path file = DEMO.resolve("fashion-mnist-cnn.zip");
        Subject subject = new Subject(file, Model.load(file), DEMO.resolve("images.idx3-ubyte.gz"));
        PatternSnapshot patterns = subject.learn(DEMO.resolve("training.idx3-ubyte.gz"));

        // When
        List<LayerQuality> layers = subject.quality(patterns);
        Map<String, ImageScores> areas = subject.degradation(patterns, 50);

        // Then
        assertThat(layers).hasSize(4);
        assertOrders(layers);
        assertThat(errorsAboveZero(areas.get("random").minus(areas.get("S_a")))).isGreaterThan(4);
        assertThat(errorsAboveZero(areas.get("random").minus(areas.get("S_a+-"))))
                .isGreaterThan(4);
        assertThat(errorsAboveZero(areas.get("S_a").minus(areas.get("S_a+-")))).isGreaterThan(-2);
    }

    @Test
    void ordersHoldOnCifar10() {
        // Given: patterns of 500 training images, measured on test images
        Path file = SharedFolder.require("data/models/cifar10_cnn.onnx");
        Path images = SharedFolder.require("data/cifar-10-sample/test_batch.bin.gz");
        Subject subject = new Subject(file, Model.load(file), Path.of(images + "#0-499"));
        PatternSnapshot patterns = PatternFile.read(
                SharedFolder.require("goldens/v10_cifar10_real/patterns.npz"),
                subject.model.description(),
                subject.model.layers());

        // When
        List<LayerQuality> layers = subject.quality(patterns);
        Map<String, ImageScores> areas = subject.degradation(patterns, 100);

        // Then
        assertThat(layers).hasSize(5);
        assertOrders(layers);
        assertThat(errorsAboveZero(areas.get("random").minus(areas.get("S_a")))).isGreaterThan(2);
    }

    /** S_w hardly better than chance, the patterns far better; the two kinds of patterns differ by less than chance. */
    private static void assertOrders(List<LayerQuality> layers) {
        assertThat(layers).allSatisfy(layer -> {
            Map<SignalEstimator, Double> rho = layer.rho();
            assertThat(rho.get(IDENTITY)).isEqualTo(1);
            assertThat(rho.get(RANDOM)).isBetween(0.0, 0.05);
            assertThat(rho.get(FILTER)).isBetween(0.0, 0.2);
            assertThat(rho.get(LINEAR)).isBetween(rho.get(FILTER) + 0.4, 1.0);
            assertThat(rho.get(TWO_COMPONENT)).isBetween(rho.get(LINEAR) - 0.01, 1.0);
        });
    }

    /** The mean over the images is so many standard errors above 0. */
    private static double errorsAboveZero(ImageScores scores) {
        return scores.mean() / scores.standardError();
    }

    /** A model and images that its patterns were not learned from. */
    private record Subject(Path file, Model model, Path images) {

        PatternSnapshot learn(Path training) {
            PatternTrainer trainer = PatternTrainer.create(
                    model.description(),
                    model.layers(),
                    List.of("linear", "relu", "relu.negative"),
                    InstantSource.system());
            Batches batches = batches(training);
            try (ActivationSource source = open(Optional.empty()).newActivationSource()) {
                while (batches.hasNext()) {
                    source.observe(batches.next(), trainer);
                    trainer.folded(BATCH);
                }
            }
            return trainer.snapshot(Map.of());
        }

        List<LayerQuality> quality(PatternSnapshot patterns) {
            SignalQuality quality = SignalQuality.create(model.layers(), SampleSize.defaults(), 1);
            SplittableRandom random = new SplittableRandom(1);
            Batches batches = batches(images);
            try (RowSource source = open(Optional.empty()).newRowSource()) {
                while (batches.hasNext()) {
                    source.observe(batches.next(), 16, random, quality);
                    quality.folded(BATCH);
                }
            }
            return quality.measure(EnumSet.allOf(SignalEstimator.class), patterns);
        }

        /** Areas under the curves of a random order, PatternAttribution on linear patterns, and PatternAttribution. */
        Map<String, ImageScores> degradation(PatternSnapshot patterns, int count) {
            return Map.of(
                    "random", areas("random", patterns, count),
                    "S_a", areas("patternattribution", linear(patterns), count),
                    "S_a+-", areas("patternattribution", patterns, count));
        }

        private ImageScores areas(String method, PatternSnapshot patterns, int count) {
            try (Explainer explainer = open(Optional.of(patterns)).newExplainer()) {
                Degradation degradation = Degradation.create(
                        batch -> explainer
                                .explain(ExplainRequest.of(batch, "input"))
                                .logits(),
                        model.description().head(),
                        model.description().input(),
                        9,
                        100);
                Batches batches = batches(images);
                for (int done = 0; done < count; done += BATCH) {
                    Tensor batch = batches.next();
                    Explanations explained = explainer.explain(ExplainRequest.of(batch, method));
                    degradation.add(
                            batch,
                            classes(explained.logits()),
                            explained.attributions().get(0).values());
                }
                return degradation.curve().areas();
            }
        }

        /** The linear patterns in the place of those that explain each layer. */
        private PatternSnapshot linear(PatternSnapshot patterns) {
            List<LayerPattern> linear = model.layers().stream()
                    .map(layer -> new LayerPattern(
                            layer.id(),
                            layer.regime(),
                            layer.weights().shape(),
                            patterns.pattern(layer.id(), Regime.LINEAR)
                                    .orElseThrow()
                                    .toArray()))
                    .toList();
            return new PatternSnapshot(patterns.id(), patterns.provenance(), linear);
        }

        private Engine open(Optional<PatternSnapshot> patterns) {
            return Engine.open(model, OPTIONS, () -> patterns);
        }

        private Batches batches(Path data) {
            return Batches.create(
                    Dataset.open(List.of(data)),
                    ModelProfile.of(file, model.description()).preprocessing(),
                    model.description().input(),
                    BATCH);
        }

        private static List<Integer> classes(Tensor logits) {
            List<Integer> classes = new ArrayList<>();
            for (int n = 0; n < logits.shape().dimension(0); n++) {
                int best = 0;
                for (int k = 1; k < logits.shape().dimension(1); k++) {
                    best = logits.slice(n).at(k) > logits.slice(n).at(best) ? k : best;
                }
                classes.add(best);
            }
            return classes;
        }
    }
}
