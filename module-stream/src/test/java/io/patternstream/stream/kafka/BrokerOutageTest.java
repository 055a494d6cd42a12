/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class BrokerOutageTest {
    private final AtomicLong nanos = new AtomicLong();
    private final BrokerOutage outage = new BrokerOutage("broker:9092", nanos::get);
    private final Logger logger = (Logger) LoggerFactory.getLogger(BrokerOutage.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void threeClientsInTroubleForAMinuteGiveOneLineEachTenSeconds() {
        // When
        for (int second = 0; second < 60; second++) {
            nanos.set(Duration.ofSeconds(second).toNanos());
            outage.noticed("images", new TimeoutException());
            outage.noticed("patterns", new TimeoutException());
            outage.noticed("training", "no connection");
        }

        // Then
        assertThat(lines.list).hasSize(6);
        assertThat(lines.list.get(0).getKeyValuePairs().toString()).contains("broker:9092");
    }

    @Test
    void itIsOverWhenItIsOverForAll() {
        // Given
        outage.noticed("images", "a");
        outage.noticed("training", "b");

        // When
        outage.over("images");
        int linesBefore = lines.list.size();
        outage.over("images");
        outage.over("training");
        outage.over("training");

        // Then
        assertThat(linesBefore).isEqualTo(1);
        assertThat(lines.list).hasSize(2);
        assertThat(lines.list.get(1).getMessage()).isEqualTo("Kafka answers again");
    }
}
