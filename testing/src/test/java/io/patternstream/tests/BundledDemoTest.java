/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.patterns.PatternRegistry;
import io.patternstream.patterns.PatternTrainer;
import io.patternstream.patterns.SnapshotGate;
import io.patternstream.stream.dataset.Batches;
import io.patternstream.stream.dataset.Dataset;
import io.patternstream.stream.profile.ModelProfile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What the demo is made of: its model, profile, images and training images, learned from and explained. */
class BundledDemoTest {
    private static final Path DEMO = Path.of("..", "demo");
    private static final int LABELS_HEADER = 8;

    private final Path file = DEMO.resolve("fashion-mnist-cnn.zip");
    private final Model model = Model.load(file);
    private final ModelProfile profile = ModelProfile.of(file, model.description());
    private final PatternRegistry registry = PatternRegistry.create(model.description(), model.layers());
    private final Engine engine = Engine.open(model, EngineOptions.of("nd4j"), registry);

    @Test
    void bundledImagesAreClassifiedAsThePublishedAccuracySays() throws IOException {
        // Given
        byte[] labels = labels();
        Batches batches = batches("images.idx3-ubyte.gz");
        int right = 0;
        int at = LABELS_HEADER;

        // When
        try (Explainer explainer = engine.newExplainer()) {
            while (batches.hasNext()) {
                Tensor logits =
                        explainer.explain(request(batches.next(), "gradient")).logits();
                for (int n = 0; n < logits.shape().dimension(0); n++) {
                    right += largest(logits.slice(n)) == labels[at++] ? 1 : 0;
                }
            }
        }

        // Then: 90.6 % of the whole test set; 500 images vary by 1.3 % (one standard deviation)
        assertThat(at).isEqualTo(labels.length);
        assertThat(right / 500.0).isBetween(0.87, 0.95);
        assertThat(profile.labels()).hasSize(10).contains("Ankle boot");
        assertThat(profile.methods()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void patternsLearnedFromTheTrainingImagesPassTheGateAndExplain() {
        // Given
        PatternTrainer trainer = PatternTrainer.create(
                model.description(), model.layers(), List.of("linear", "relu"), InstantSource.system());
        Batches training = batches("training.idx3-ubyte.gz");
        try (ActivationSource source = engine.newActivationSource()) {
            while (training.hasNext()) {
                Tensor batch = training.next();
                source.observe(batch, trainer);
                trainer.folded(batch.shape().dimension(0));
            }
        }

        // When
        registry.activate(trainer.snapshot(Map.of()));

        // Then
        assertThat(trainer.samples()).isEqualTo(1500);
        assertThat(SnapshotGate.create(model.layers(), 1000, 0.5)
                        .judge(registry.current().orElseThrow()))
                .isEmpty();
        try (Explainer explainer = engine.newExplainer()) {
            Attribution map = explainer
                    .explain(request(batches("images.idx3-ubyte.gz").next(), "patternattribution"))
                    .attributions()
                    .get(0);
            assertThat(map.patterns()).contains(registry.current().orElseThrow().origin());
            double magnitude = 0;
            for (int i = 0; i < map.values().shape().elementCount(); i++) {
                magnitude += Math.abs(map.values().at(i));
            }
            assertThat(magnitude).isFinite().isPositive();
        }
    }

    private Batches batches(String images) {
        return Batches.create(
                Dataset.open(List.of(DEMO.resolve(images))),
                profile.preprocessing(),
                model.description().input(),
                50);
    }

    private static ExplainRequest request(Tensor batch, String method) {
        List<Target> targets = Collections.nCopies(batch.shape().dimension(0), new Target.MaxOutput());
        return ExplainRequest.of(batch, List.of(method), targets);
    }

    private static int largest(Tensor logits) {
        int best = 0;
        for (int k = 1; k < logits.shape().elementCount(); k++) {
            best = logits.at(k) > logits.at(best) ? k : best;
        }
        return best;
    }

    private static byte[] labels() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(DEMO.resolve("image-labels.idx1-ubyte.gz")))) {
            return in.readAllBytes();
        }
    }
}
