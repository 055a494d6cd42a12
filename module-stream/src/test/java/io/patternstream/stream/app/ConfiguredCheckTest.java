/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.stream.config.GateConfig;
import io.patternstream.stream.metrics.LayerDrift;
import io.patternstream.stream.metrics.Refusal;
import io.patternstream.stream.training.SnapshotCheck.Objection;
import io.patternstream.stream.training.SnapshotQuality;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class ConfiguredCheckTest {
    private static final Optional<SnapshotQuality> MOVED = Optional.of(
            new SnapshotQuality("toy-1", List.of(layer("conv", 0.1), layer("fc", 0.31), layer("out", 0.3))));

    @Test
    void patternsThatAreTooFarFromTheActiveOnesAreRefusedByLayer() {
        assertThat(check(OptionalDouble.of(0.3)).objections(snapshot(16), MOVED))
                .containsExactly(new Objection(
                        Refusal.DRIFT, "layer fc is at cosine distance 0.31 from snapshot toy-1, 0.3 is allowed"));
        assertThat(check(OptionalDouble.of(0.31)).objections(snapshot(16), MOVED))
                .isEmpty();
    }

    @Test
    void anyDriftPassesWithoutALimitAndWithoutActivePatterns() {
        assertThat(check(OptionalDouble.empty()).objections(snapshot(16), MOVED))
                .isEmpty();
        assertThat(check(OptionalDouble.of(0)).objections(snapshot(16), Optional.empty()))
                .isEmpty();
    }

    @Test
    void allReasonsAreTold() {
        assertThat(check(OptionalDouble.of(0.2)).objections(snapshot(15), MOVED))
                .extracting(Objection::reason)
                .containsExactly(Refusal.TOO_FEW_SAMPLES, Refusal.DRIFT, Refusal.DRIFT);
        assertThat(check(OptionalDouble.empty()).objections(snapshot(15), MOVED))
                .extracting(Objection::toString)
                .containsExactly("too few samples: learned from 15 images, 16 are needed");
    }

    private static ConfiguredCheck check(OptionalDouble drift) {
        return ConfiguredCheck.of(new GateConfig(16, 0.5, drift), ToyModel.LAYERS);
    }

    private static LayerDrift layer(String name, double distance) {
        return new LayerDrift(name, distance, OptionalDouble.empty(), OptionalDouble.empty());
    }

    private static PatternSnapshot snapshot(long samples) {
        return new PatternSnapshot(
                new SnapshotId("toy-2"),
                new Provenance("", List.of("relu"), samples, Map.of(), Instant.EPOCH),
                List.of());
    }
}
