/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Shape;
import io.patternstream.patterns.stats.DenseRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatternRegistryTest {
    @TempDir
    private Path folder;

    private final PatternRegistry registry = PatternRegistry.create(Snapshots.MODEL, Snapshots.LAYERS);

    @Test
    void servesTheSnapshotThatWasActivatedLast() {
        // Given
        PatternSnapshot first = Snapshots.learned();
        PatternTrainer trainer = Snapshots.trainer();
        Snapshots.fold(trainer, 0, 80);
        PatternSnapshot second = trainer.snapshot(Map.of());
        assertThat(registry.current()).isEmpty();

        // When
        registry.activate(first);
        registry.activate(second);

        // Then
        assertThat(registry.current()).containsSame(second);
    }

    @Test
    void aFilesPatternsAreActiveOnceLoaded() {
        // Given
        Path file = folder.resolve("p.npz");
        PatternFile.write(file, Snapshots.learned(), Snapshots.LAYERS);

        // When
        PatternRegistry loaded = PatternRegistry.load(file, Snapshots.MODEL, Snapshots.LAYERS);

        // Then
        assertThat(loaded.current())
                .map(PatternSnapshot::id)
                .contains(Snapshots.learned().id());
        assertThatThrownBy(() -> PatternRegistry.load(file, Snapshots.OTHER_MODEL, Snapshots.LAYERS))
                .isInstanceOf(PatternMismatchException.class)
                .hasMessageContaining("p.npz");
    }

    @Test
    void refusesAnotherModelAndKeepsTheActiveSnapshot() {
        // Given
        PatternSnapshot active = Snapshots.learned();
        registry.activate(active);
        PatternSnapshot foreign = snapshot(Snapshots.OTHER_MODEL.sha256(), active.patterns());

        // Then
        assertThatThrownBy(() -> registry.activate(foreign))
                .isInstanceOf(PatternMismatchException.class)
                .hasMessageContaining("snapshot s1 was learned for the model with hash 1e1e");
        assertThat(registry.current()).containsSame(active);
    }

    @Test
    void refusesOtherShapesUnknownLayersAndMissingPatterns() {
        // Given
        LayerPattern wide = new LayerPattern(DenseRows.LAYER, Regime.POSITIVE, Shape.of(3, 5), new double[15]);
        LayerPattern unknown = new LayerPattern(new LayerId("conv9"), Regime.LINEAR, Shape.of(1, 1), new double[1]);
        LayerPattern other =
                Snapshots.learned().pattern(new LayerId("out"), Regime.LINEAR).orElseThrow();

        // Then
        assertThatThrownBy(() -> registry.activate(snapshot("", List.of(wide))))
                .isInstanceOf(PatternMismatchException.class)
                .hasMessage(
                        "snapshot s1: pattern block/fc/positive has shape [3, 5] but the layer's weights have [3, 4]");
        assertThatThrownBy(() -> registry.activate(snapshot("", List.of(unknown))))
                .isInstanceOf(PatternMismatchException.class)
                .hasMessageContaining("conv9");
        assertThatThrownBy(() -> registry.activate(snapshot("", List.of(other))))
                .isInstanceOf(PatternMismatchException.class)
                .hasMessageContaining("lacks pattern block/fc/positive");
    }

    @Test
    void gateAcceptsAGoodSnapshotAndSaysWhatIsWrongWithOthers() {
        // Given
        SnapshotGate gate = SnapshotGate.create(Snapshots.LAYERS, 100, 0.5);
        PatternSnapshot good = Snapshots.learned();
        PatternTrainer trainer = Snapshots.trainer();
        Snapshots.fold(trainer, 0, 99);
        LayerPattern linear = good.pattern(DenseRows.LAYER, Regime.LINEAR).orElseThrow();
        double[] doubled = linear.toArray();
        doubled[1 * 4 + 1] += 1;
        double[] infinite = linear.toArray();
        infinite[0] = Double.NaN;

        // Then
        assertThat(gate.judge(good)).isEmpty();
        assertThat(gate.judge(
                        PatternFile.read(PatternFile.write(good, Snapshots.LAYERS), Snapshots.MODEL, Snapshots.LAYERS)))
                .as("rounded to float32")
                .isEmpty();
        assertThat(gate.judge(trainer.snapshot(Map.of())))
                .containsExactly(new SnapshotGate.Reason(
                        SnapshotGate.Fault.TOO_FEW_SAMPLES, "learned from 99 images, 100 are needed"));
        assertThat(SnapshotGate.create(Snapshots.LAYERS, 100, 0.19).judge(good))
                .as("of 3 + 2 neurons one is never active")
                .containsExactly(new SnapshotGate.Reason(
                        SnapshotGate.Fault.DEGENERATE, "1 of 5 neurons are degenerate, a share of 0.19 is allowed"));
        assertThat(SnapshotGate.create(Snapshots.LAYERS, 100, 0.2).judge(good)).isEmpty();
        assertThat(gate.judge(snapshot("", List.of(changed(linear, doubled)))))
                .singleElement()
                .satisfies(reason -> {
                    assertThat(reason.fault()).isEqualTo(SnapshotGate.Fault.NOT_NORMALISED);
                    assertThat(reason.detail()).startsWith("block/fc/linear neuron 1: w.a = 1.99");
                });
        assertThat(gate.judge(snapshot("", List.of(changed(linear, infinite)))))
                .containsExactly(new SnapshotGate.Reason(SnapshotGate.Fault.NON_FINITE, "block/fc/linear neuron 0"));
    }

    private static LayerPattern changed(LayerPattern pattern, double... values) {
        return new LayerPattern(pattern.layer(), pattern.regime(), pattern.shape(), values);
    }

    private static PatternSnapshot snapshot(String hash, List<LayerPattern> patterns) {
        return new PatternSnapshot(
                new SnapshotId("s1"), new Provenance(hash, List.of("relu"), 1000, Map.of(), Snapshots.NOW), patterns);
    }
}
