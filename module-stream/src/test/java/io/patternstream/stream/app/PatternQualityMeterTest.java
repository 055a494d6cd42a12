/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.patterns.PatternTrainer;
import io.patternstream.stream.metrics.LayerDrift;
import io.patternstream.stream.training.SnapshotQuality;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PatternQualityMeterTest {
    private final SplittableRandom random = new SplittableRandom(1);
    private final PatternSnapshot before = learn(images(2000, 0));
    private final PatternSnapshot after = learn(images(2000, 2));
    private Optional<PatternSnapshot> active = Optional.of(before);
    private final PatternQualityMeter meter =
            new PatternQualityMeter(ToyModel.Rows::new, ToyModel.LAYERS, () -> active);

    @AfterEach
    void close() {
        meter.close();
    }

    @Test
    void patternsThatFollowedADriftFindMoreOfItsSignal() {
        // Given images after the drift that neither has seen
        meter.begin(after);
        meter.observe(images(128, 2));
        // When
        SnapshotQuality quality = meter.measure(after).orElseThrow();
        // Then
        assertThat(quality.active()).isEqualTo(before.id().value());
        LayerDrift layer = quality.layers().get(0);
        assertThat(layer.layer()).isEqualTo("fc");
        assertThat(layer.distance()).isGreaterThan(0.01);
        assertThat(layer.newRho().orElseThrow()).isGreaterThan(layer.activeRho().orElseThrow() + 0.1);
    }

    @Test
    void withoutADriftBothFindTheSame() {
        // Given
        PatternSnapshot another = learn(images(2000, 0));
        meter.begin(another);
        meter.observe(images(128, 0));
        // When
        LayerDrift layer = meter.measure(another).orElseThrow().layers().get(0);
        // Then
        assertThat(layer.distance()).isLessThan(0.01);
        assertThat(Math.abs(layer.newRho().orElseThrow() - layer.activeRho().orElseThrow()))
                .isLessThan(0.05);
    }

    @Test
    void fewRowsSayNothingOfTheSignalButPatternsAreCompared() {
        // Given half of 30 rows is too few
        meter.begin(after);
        meter.observe(images(30, 2));
        // When
        LayerDrift layer = meter.measure(after).orElseThrow().layers().get(0);
        // Then
        assertThat(layer.distance()).isPositive();
        assertThat(layer.activeRho()).isEmpty();
        assertThat(layer.newRho()).isEmpty();
    }

    @Test
    void imagesAreForgottenOnceTheyAreMeasured() {
        // Given
        meter.begin(after);
        meter.observe(images(128, 2));
        meter.measure(after);
        // Then
        assertThat(meter.measure(after).orElseThrow().layers().get(0).newRho()).isEmpty();
    }

    @Test
    void withoutActivePatternsThereIsNothingToCompareWith() {
        // Given
        active = Optional.empty();
        // Then
        assertThat(meter.measure(after)).isEmpty();
    }

    @Test
    void patternsThatAreNotFiniteAreRefused() {
        // Given
        LayerPattern layer = after.patterns().get(1);
        double[] values = layer.toArray();
        values[3] = Double.NaN;
        PatternSnapshot broken = new PatternSnapshot(
                new SnapshotId("broken"),
                after.provenance(),
                List.of(new LayerPattern(layer.layer(), layer.regime(), layer.shape(), values)));
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> meter.measure(broken))
                .withMessageContaining("fc");
    }

    private static PatternSnapshot learn(Tensor images) {
        PatternTrainer trainer = PatternTrainer.create(
                ToyModel.MODEL, ToyModel.LAYERS, List.of("linear", "relu"), InstantSource.system());
        try (ToyModel.Source source = new ToyModel.Source(() -> {})) {
            source.observe(images, trainer);
        }
        trainer.folded(images.shape().dimension(0));
        return trainer.snapshot(Map.of());
    }

    /** Pairs of numbers around a mean. */
    private Tensor images(int count, double mean) {
        float[] values = new float[2 * count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (mean + random.nextGaussian());
        }
        return Tensor.of(Shape.of(count, 1, 1, 2), values);
    }
}
