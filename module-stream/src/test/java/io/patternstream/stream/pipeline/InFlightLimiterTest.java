/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class InFlightLimiterTest {

    @Test
    void isFullAtTheRecordLimitUntilHalfOfItIsDone() {
        // Given
        InFlightLimiter limiter = InFlightLimiter.create(4, 1000);
        for (int i = 0; i < 3; i++) {
            limiter.acquire(1);
        }
        boolean below = limiter.full();

        // When
        limiter.acquire(1);

        // Then
        assertThat(below).isFalse();
        assertThat(limiter.full()).isTrue();
        limiter.release(1);
        assertThat(limiter.full()).isTrue();
        limiter.release(1);
        assertThat(limiter.full()).isFalse();
        assertThat(limiter.records()).isEqualTo(2);
    }

    @Test
    void isFullAtTheByteLimitAlso() {
        // Given
        InFlightLimiter limiter = InFlightLimiter.create(100, 1000);

        // When
        limiter.acquire(1200);

        // Then
        assertThat(limiter.full()).isTrue();
        limiter.acquire(100);
        limiter.release(1200);
        assertThat(limiter.full()).isFalse();
        assertThat(limiter.bytes()).isEqualTo(100);
    }

    @Test
    void releasingMoreThanIsInFlightIsADefect() {
        assertThatThrownBy(() -> InFlightLimiter.create(1, 1).release(0)).isInstanceOf(IllegalStateException.class);
    }
}
