/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.metrics.DriftMetrics;
import io.patternstream.stream.training.FoldPolicy;
import io.patternstream.stream.training.HeldOutImages;
import io.patternstream.stream.training.QualityMeter;
import io.patternstream.stream.training.SnapshotQuality;
import io.patternstream.stream.training.TrainingFold;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares new snapshots with the active one and tells the metrics. One thread at a time. */
final class SnapshotComparison implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotComparison.class);

    private final QualityMeter meter;
    private final DriftMetrics metrics;

    SnapshotComparison(QualityMeter meter, DriftMetrics metrics) {
        this.meter = meter;
        this.metrics = metrics;
    }

    /** Shows the meter the last images before each snapshot of a partition. */
    TrainingFold.Watch watch(FoldPolicy policy) {
        return HeldOutImages.of(policy, meter);
    }

    /** Compares; empty without active patterns. */
    Optional<SnapshotQuality> compare(PatternSnapshot snapshot) {
        try {
            Optional<SnapshotQuality> quality = meter.measure(snapshot);
            quality.ifPresent(found -> metrics.compared(found.layers()));
            return quality;
        } catch (RuntimeException | OutOfMemoryError e) {
            LOGGER.atWarn()
                    .addKeyValue("snapshotId", snapshot.id())
                    .addKeyValue("reason", e.toString())
                    .log("A snapshot cannot be compared with the active one");
            return Optional.empty();
        }
    }

    /** From now on another instance compares. */
    void lost() {
        metrics.unknown();
    }

    @Override
    public void close() {
        lost();
        meter.close();
    }
}
