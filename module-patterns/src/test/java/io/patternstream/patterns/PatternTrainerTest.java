/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatternTrainerTest {
    @Test
    void snapshotSaysWhereItCameFrom() {
        // When
        PatternSnapshot snapshot = Snapshots.learned();

        // Then
        assertThat(snapshot.id().value()).matches("small-000000130-[0-9a-f]{8}");
        assertThat(snapshot.provenance().modelSha256()).isEqualTo(Snapshots.MODEL.sha256());
        assertThat(snapshot.provenance().samples()).isEqualTo(130);
        assertThat(snapshot.provenance().offsets()).containsExactly(Map.entry("training/0", 130L));
        assertThat(snapshot.provenance().estimators()).containsExactly("relu", "linear");
        assertThat(snapshot.provenance().created()).isEqualTo(Snapshots.NOW);
    }

    @Test
    void theSameBatchesGiveTheSameBits() {
        // When
        PatternSnapshot first = Snapshots.learned();
        PatternSnapshot second = Snapshots.learned();

        // Then
        assertThat(second.id()).isEqualTo(first.id());
        for (LayerPattern pattern : first.patterns()) {
            assertThat(second.pattern(pattern.layer(), pattern.regime())
                            .orElseThrow()
                            .toArray())
                    .containsExactly(pattern.toArray());
        }
    }

    @Test
    void laterSnapshotsHaveOtherIdsAndLeaveEarlierOnesAlone() {
        // Given
        PatternTrainer trainer = Snapshots.trainer();
        Snapshots.fold(trainer, 0, 64);
        PatternSnapshot early = trainer.snapshot(Map.of());
        double[] before = early.patterns().get(0).toArray();

        // When
        Snapshots.fold(trainer, 64, 130);
        PatternSnapshot late = trainer.snapshot(Map.of());

        // Then
        assertThat(trainer.samples()).isEqualTo(130);
        assertThat(late.id()).isNotEqualTo(early.id());
        assertThat(early.patterns().get(0).toArray()).containsExactly(before);
        assertThat(late.patterns().get(0).toArray()).isNotEqualTo(before);
    }

    @Test
    void deadNeuronIsZeroAndReported() {
        // When
        LayerPattern pattern = Snapshots.learned()
                .pattern(new LayerId("block/fc"), Regime.POSITIVE)
                .orElseThrow();

        // Then
        assertThat(pattern.degenerate()).containsExactly(2);
        assertThat(pattern.at(2 * 4)).isZero();
    }

    @Test
    void withoutDataEveryNeuronIsDegenerate() {
        // When
        PatternSnapshot snapshot = Snapshots.trainer().snapshot(Map.of());

        // Then
        assertThat(snapshot.patterns()).allSatisfy(pattern -> {
            assertThat(pattern.toArray()).containsOnly(0);
            assertThat(pattern.degenerate()).hasSize(pattern.shape().dimension(0));
        });
    }

    @Test
    void refusesUnknownLayersAndMissingEstimators() {
        // Given
        PatternTrainer trainer = Snapshots.trainer();
        LayerMoments foreign = new LayerMoments(
                new LayerId("conv9"), true, new long[1], new double[1], new double[1], new double[1], new double[1]);

        // Then
        assertThatThrownBy(() -> trainer.accept(foreign)).hasMessage("model small has no layer conv9");
        assertThatThrownBy(
                        () -> PatternTrainer.create(Snapshots.MODEL, Snapshots.LAYERS, List.of(), () -> Snapshots.NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no estimator");
    }
}
