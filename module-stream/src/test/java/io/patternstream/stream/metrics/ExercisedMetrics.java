/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The real metrics after each of their methods was called. */
final class ExercisedMetrics {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private ExercisedMetrics() {}

    static MicrometerStreamMetrics in(MeterRegistry registry) {
        MicrometerStreamMetrics metrics =
                MicrometerStreamMetrics.create(registry, "fashion-cnn", "cafe", InstantSource.fixed(NOW));
        metrics.consumed("images", 3, 4096);
        metrics.published("heatmaps", "fashion-cnn", "gradient", Duration.ofMillis(40));
        metrics.failed("fashion-cnn", ErrorType.UNDECODABLE);
        metrics.model().loaded(true, Duration.ofSeconds(2));
        metrics.retried(ErrorType.PATTERNS_UNAVAILABLE);
        metrics.deadLetter(ErrorType.UNDECODABLE, true);
        metrics.deadLetter(ErrorType.UNDECODABLE, false);
        metrics.stage(Stage.EXPLAIN, Duration.ofMillis(12));
        metrics.batch(3, FlushReason.IDLE);
        metrics.bisected();
        metrics.committed(true, Duration.ofMillis(3));
        metrics.rebalanced(Rebalance.LOST, Duration.ofMillis(2));
        metrics.committedLag("images", 0, 17);
        metrics.folded(16, 2048);
        metrics.stateLoaded(StateLoad.RESTORED);
        metrics.stateSaved(StateSave.SUCCEEDED);
        metrics.model().snapshotMade(Optional.empty());
        metrics.model().snapshotMade(Optional.of(Refusal.DRIFT));
        metrics.patternSwap(snapshot("snapshot-1"), true);
        metrics.patternSwap(snapshot("snapshot-2"), true);
        metrics.patternSwap(snapshot("snapshot-3"), false);
        metrics.model()
                .drift()
                .compared(List.of(new LayerDrift("conv1", 0.125, OptionalDouble.of(0.5), OptionalDouble.of(0.875))));
        for (StreamGauge gauge : StreamGauge.values()) {
            metrics.gauge(gauge, () -> 1 + gauge.ordinal());
        }
        MicrometerViewerMetrics viewers = MicrometerViewerMetrics.create(registry);
        viewers.viewerJoined();
        viewers.frameSent();
        viewers.frameDropped();
        return metrics;
    }

    static PatternSnapshot snapshot(String id) {
        return new PatternSnapshot(
                new SnapshotId(id),
                new PatternSnapshot.Provenance("cafe", List.of("relu"), 1024, Map.of(), NOW.minusSeconds(90)),
                List.of());
    }
}
