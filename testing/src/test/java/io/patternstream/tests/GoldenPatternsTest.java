/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.engine.golden.GoldenCase;
import io.patternstream.engine.golden.SharedFolder;
import io.patternstream.patterns.PatternFile;
import io.patternstream.patterns.PatternTrainer;
import io.patternstream.patterns.SnapshotGate;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code patterns compute} does, on the golden cases: a forward pass in float32 on either backend, statistics, estimators, and
 * the file written and read again. Tolerances are those the cases state for a float32 forward pass.
 */
class GoldenPatternsTest {
    private static final List<String> ESTIMATORS = List.of("linear", "relu", "relu.negative", "relu.centred");
    /** Leaves a smaller last batch in every case. */
    private static final int BATCH = 37;

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("casesOnBackends")
    void computedPatternsEqualTheGoldenOnes(String name, String backend) {
        // Given
        GoldenCase golden = GoldenCase.read(name);
        Model model = golden.model();
        PatternSnapshot expected = PatternFile.read(
                SharedFolder.require("goldens/" + name + "/patterns.npz"), model.description(), model.layers());

        // When
        PatternSnapshot learned = learned(model, golden.data(), backend);
        Path file = folder.resolve("patterns.npz");
        PatternFile.write(file, learned, model.layers());
        PatternSnapshot read = PatternFile.read(file, model.description(), model.layers());

        // Then
        assertThat(read.patterns()).hasSameSizeAs(expected.patterns());
        for (LayerPattern pattern : expected.patterns()) {
            LayerPattern got = read.pattern(pattern.layer(), pattern.regime()).orElseThrow();
            assertMatches(golden, got, pattern);
        }
        assertThat(SnapshotGate.create(model.layers(), 10, 1).judge(read)).isEmpty();
    }

    static Stream<Arguments> casesOnBackends() {
        return GoldenCase.namesWithAllRegimes()
                .flatMap(name -> Stream.of("onednn", "nd4j").map(backend -> Arguments.of(name, backend)));
    }

    private static PatternSnapshot learned(Model model, Tensor data, String backend) {
        PatternTrainer trainer =
                PatternTrainer.create(model.description(), model.layers(), ESTIMATORS, InstantSource.system());
        int samples = data.shape().dimension(0);
        Engine engine = Engine.open(model, EngineOptions.of(backend), Optional::empty);
        try (ActivationSource source = engine.newActivationSource()) {
            for (int from = 0; from < samples; from += BATCH) {
                List<Tensor> batch = new ArrayList<>(IntStream.range(from, Math.min(from + BATCH, samples))
                        .mapToObj(data::slice)
                        .toList());
                source.observe(Tensor.stack(batch), trainer);
                trainer.folded(batch.size());
            }
        }
        assertThat(trainer.samples()).isEqualTo(samples);
        return trainer.snapshot(Map.of());
    }

    private static void assertMatches(GoldenCase golden, LayerPattern got, LayerPattern expected) {
        JsonNode facts = facts(golden, expected);
        List<Integer> zero = integers(facts.get("never_active_or_constant"));
        List<Integer> skipped = integers(facts.get("ill_conditioned"));
        double tolerance = golden.json()
                .get("patterns")
                .get("tolerance_float32_forward")
                .get(expected.regime().key())
                .asDouble();
        int inputs = expected.shape().inner().elementCount();
        for (int o = 0; o < expected.shape().dimension(0); o++) {
            String where =
                    golden + " " + expected.layer() + "/" + expected.regime().key() + " neuron " + o;
            double deviation = 0;
            double largest = 0;
            double largestGot = 0;
            for (int i = o * inputs; i < (o + 1) * inputs; i++) {
                deviation = Math.max(deviation, Math.abs(got.at(i) - expected.at(i)));
                largest = Math.max(largest, Math.abs(expected.at(i)));
                largestGot = Math.max(largestGot, Math.abs(got.at(i)));
            }
            if (zero.contains(o)) {
                assertThat(largestGot).as(where).isZero();
            } else if (!skipped.contains(o)) {
                assertThat(deviation).as(where).isLessThanOrEqualTo(tolerance * largest);
            }
        }
        assertThat(got.degenerate()).containsAll(zero);
        assertThat(got.degenerate()).hasSizeLessThanOrEqualTo(zero.size() + skipped.size());
    }

    private static JsonNode facts(GoldenCase golden, LayerPattern pattern) {
        return StreamSupport.stream(golden.json().get("patterns").get("layers").spliterator(), false)
                .filter(layer ->
                        layer.get("key").asText().equals(pattern.layer().name()))
                .map(layer -> layer.get("regimes").get(pattern.regime().key()))
                .findFirst()
                .orElseThrow();
    }

    private static List<Integer> integers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }
}
