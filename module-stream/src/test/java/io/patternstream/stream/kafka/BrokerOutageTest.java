/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

final class BrokerOutageTest {
    private final AtomicLong nanos = new AtomicLong();
    private final BrokerOutage outage = new BrokerOutage("broker:9092", nanos::get);

    @Test
    void threeClientsInTroubleForAMinuteGiveOneLineEachTenSeconds() {
        // When
        int lines = 0;
        for (int second = 0; second < 60; second++) {
            nanos.set(Duration.ofSeconds(second).toNanos());
            lines += outage.noticed("images", new TimeoutException()) ? 1 : 0;
            lines += outage.noticed("patterns", new TimeoutException()) ? 1 : 0;
            lines += outage.noticed("training", "no connection") ? 1 : 0;
        }

        // Then
        assertThat(lines).isEqualTo(6);
    }

    @Test
    void itIsOverWhenItIsOverForAllAndTheNextBeginsAtOnce() {
        // Given
        outage.noticed("images", "a");
        outage.noticed("training", "b");

        // When
        boolean first = outage.over("images");
        boolean stillOut = outage.out("training");
        boolean second = outage.over("training");
        boolean again = outage.over("training");

        // Then
        assertThat(first).isFalse();
        assertThat(stillOut).isTrue();
        assertThat(second).isTrue();
        assertThat(again).isFalse();
        assertThat(outage.noticed("images", "c")).isTrue();
    }
}
