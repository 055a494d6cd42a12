/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.stream.pipeline.ClassScore;
import io.patternstream.stream.pipeline.LiveRecord;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.RecordId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ReplayTotalsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final ReplayTotals totals = new ReplayTotals(nanos::get);

    @Test
    void nothingPublishedMeansZeros() {
        assertThat(totals.counted()).isEqualTo(new ReplayTotals.Counted(0, 0, 0, 0, 0));
    }

    @Test
    void rateCountsIntervalsBetweenFirstAndLast() {
        // When
        for (int i = 0; i < 5; i++) {
            totals.published(record(10));
            nanos.addAndGet(i == 4 ? 1_000_000_000L : 20_000_000L);
        }
        // Then
        assertThat(totals.counted().images()).isEqualTo(5);
        assertThat(totals.counted().perSecond()).isEqualTo(50);
    }

    @Test
    void quantilesAreThoseOfTheLatenciesWithinTwoPercent() {
        // When
        for (int millis = 1; millis <= 1000; millis++) {
            totals.published(record(millis));
            nanos.incrementAndGet();
        }
        // Then
        assertThat(totals.counted().p50()).isCloseTo(0.5, within(0.01));
        assertThat(totals.counted().p95()).isCloseTo(0.95, within(0.02));
    }

    private static LiveRecord record(long millis) {
        return new LiveRecord(
                new RecordId("images", 0, 0),
                Payload.wrap(new byte[0]),
                Optional.empty(),
                new ClassScore(0, "zero", 1, 1),
                List.of(),
                Duration.ofMillis(millis));
    }
}
