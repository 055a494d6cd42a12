/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LiveWindowTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(-77);
    private final LiveWindow window = LiveWindow.create(nanos::get);

    @Test
    void steadyStreamHasItsRate() {
        // Given: 50 a second for 12 seconds
        for (int i = 0; i < 600; i++) {
            nanos.addAndGet(SECOND / 50);
            window.record(0.01);
        }

        // When
        double rate = window.rate();

        // Then: buckets are 0.1 s wide, so the window of 5 s may be off by one bucket
        assertThat(rate).isCloseTo(50, within(1.0));
    }

    @Test
    void rateIsZeroFiveSecondsAfterTheLastRecord() {
        // Given
        window.record(0.01);

        // When
        nanos.addAndGet(5 * SECOND + SECOND / 10);

        // Then
        assertThat(window.rate()).isZero();
    }

    @Test
    void youngStreamIsNotSpreadOverTimeBeforeItsStart() {
        // Given: 100 records in the first two seconds
        for (int i = 0; i < 100; i++) {
            nanos.addAndGet(SECOND / 50);
            window.record(0.01);
        }

        // When / Then
        assertThat(window.rate()).isCloseTo(50, within(1e-9));
    }

    @Test
    void quantilesFollowTheNearestRank() {
        // Given: 1..100 ms in an order that is not sorted
        for (int i = 0; i < 100; i++) {
            window.record((i * 37 % 100 + 1) / 1e3);
        }

        // When
        double[] quantiles = window.latencyQuantiles(0.5, 0.95, 1);

        // Then
        assertThat(quantiles).containsExactly(0.050, 0.095, 0.1);
    }

    @Test
    void oldLatenciesAreForgotten() {
        // Given
        window.record(3);
        nanos.addAndGet(11 * SECOND);

        // When / Then
        assertThat(window.latencyQuantiles(0.5)).isEmpty();
    }

    @Test
    void onlyTheLastLatenciesAreKept() {
        // Given: as many as are kept, after a far larger one
        window.record(9);
        for (int i = 0; i < 4096; i++) {
            window.record(0.02);
        }

        // When / Then
        assertThat(window.latencyQuantiles(1)).containsExactly(0.02);
    }
}
