/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That programs stop when they are asked to, also while they start. */
@Timeout(20)
final class StopSignalTest {
    private final StopSignal stop = StopSignal.create();

    @Test
    void workThatEndsFirstHasItsResult() {
        assertThat(stop.unlessRaised(() -> 7)).contains(7);
        assertThat(stop.isRaised()).isFalse();
    }

    @Test
    void workThatFailsSaysWhy() {
        IllegalStateException failure = new IllegalStateException("port 9 is taken");

        assertThatThrownBy(() -> stop.unlessRaised(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void workIsNotAwaitedOnceTheProgramIsToStop() {
        // Given: work that asks for it and then takes for ever
        CountDownLatch never = new CountDownLatch(1);

        // When, Then
        assertThat(stop.unlessRaised(() -> {
                    stop.raise();
                    awaitAny(never);
                    return 7;
                }))
                .isEmpty();
        never.countDown();
    }

    @Test
    void waitsOnlyAsLongAsAsked() {
        assertThat(stop.await(Duration.ofMillis(1))).isFalse();
        stop.raise();
        assertThat(stop.await(Duration.ofMillis(1))).isTrue();
        stop.await();
    }

    private static void awaitAny(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
