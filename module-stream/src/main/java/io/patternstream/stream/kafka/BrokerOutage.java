/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.pipeline.Backoff;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of trouble with Kafka in one clear line per interval, whichever client notices it, and when it is over. Thread-safe. */
final class BrokerOutage {
    static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));
    private static final Logger LOGGER = LoggerFactory.getLogger(BrokerOutage.class);
    private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    private final String address;
    private final LongSupplier nanos;
    private boolean out;
    private long toldNanos;

    BrokerOutage(String address, LongSupplier nanos) {
        this.address = address;
        this.nanos = nanos;
    }

    /** Notes that a client cannot go on. */
    void noticed(Throwable cause) {
        noticed(
                cause instanceof TimeoutException || cause.getMessage() == null
                        ? "no answer within the time limit"
                        : cause.getMessage());
    }

    /** Notes that a client cannot go on. */
    synchronized void noticed(String reason) {
        long now = nanos.getAsLong();
        if (!out || now - toldNanos >= INTERVAL_NANOS) {
            toldNanos = now;
            LOGGER.atWarn()
                    .addKeyValue("address", address)
                    .addKeyValue("reason", reason)
                    .log("Kafka cannot be used now; trying again until it can");
        }
        out = true;
    }

    /** Notes that Kafka answers. */
    synchronized void over() {
        if (out) {
            out = false;
            LOGGER.atInfo().addKeyValue("address", address).log("Kafka answers again");
        }
    }

    synchronized boolean out() {
        return out;
    }
}
