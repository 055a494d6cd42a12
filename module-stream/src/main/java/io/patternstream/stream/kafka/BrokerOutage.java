/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.pipeline.Backoff;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of trouble with Kafka in one clear line per interval, however many clients notice it, and when it is over for all of
 * them. Thread-safe.
 */
final class BrokerOutage {
    static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));
    private static final Logger LOGGER = LoggerFactory.getLogger(BrokerOutage.class);
    private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    private final String address;
    private final LongSupplier nanos;
    private final Set<String> troubled = new HashSet<>();
    private boolean told;
    private long toldNanos;

    BrokerOutage(String address, LongSupplier nanos) {
        this.address = address;
        this.nanos = nanos;
    }

    /** Notes that the client of a role cannot go on; returns whether it was time for a line in the log. */
    boolean noticed(String role, Throwable cause) {
        return noticed(
                role,
                cause instanceof TimeoutException
                        ? "no answer within the time limit"
                        : cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }

    /** Notes that the client of a role cannot go on; returns whether it was time for a line in the log. */
    synchronized boolean noticed(String role, String reason) {
        troubled.add(role);
        long now = nanos.getAsLong();
        boolean due = !told || now - toldNanos >= INTERVAL_NANOS;
        if (due) {
            told = true;
            toldNanos = now;
            LOGGER.atWarn()
                    .addKeyValue("address", address)
                    .addKeyValue("role", role)
                    .addKeyValue("reason", reason)
                    .log("Kafka cannot be used now; trying again until it can");
        }
        return due;
    }

    /** Notes that Kafka answers the client of a role; returns whether that ended the outage for all. */
    synchronized boolean over(String role) {
        boolean last = troubled.remove(role) && troubled.isEmpty();
        if (last) {
            told = false;
            LOGGER.atInfo().addKeyValue("address", address).log("Kafka answers again");
        }
        return last;
    }

    synchronized boolean out(String role) {
        return troubled.contains(role);
    }
}
