/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class InFlightAgesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ManualTime time = new ManualTime();
    private final InFlightAges ages = InFlightAges.create(time, () -> NOW);

    @Test
    void theOldestInFlightAndTheOldestRecordAreTwoThings() {
        // Given
        long young = ages.entered(NOW.minusSeconds(5));
        time.advance(Duration.ofSeconds(2));
        long old = ages.entered(NOW.minusSeconds(60));
        time.advance(Duration.ofSeconds(1));

        // Then
        assertThat(ages.oldestSeconds()).isEqualTo(3);
        assertThat(ages.lagSeconds()).isEqualTo(60);

        // When / Then
        ages.left(young);
        assertThat(ages.oldestSeconds()).isEqualTo(1);
        ages.left(old);
        assertThat(ages.oldestSeconds()).isZero();
        assertThat(ages.lagSeconds()).isZero();
    }

    @Test
    void aRecordFromTheFutureHasNoAge() {
        // When
        ages.entered(NOW.plusSeconds(9));

        // Then
        assertThat(ages.lagSeconds()).isZero();
    }
}
