/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Knows since when records are in flight, and how old they are themselves. Entering and leaving cost O(1). Thread-safe. */
public final class InFlightAges {
    private final LongSupplier nanos;
    private final InstantSource clock;
    /** In the order in which they entered. */
    private final Map<Long, Entry> entries = new LinkedHashMap<>();

    private long last;

    private InFlightAges(LongSupplier nanos, InstantSource clock) {
        this.nanos = nanos;
        this.clock = clock;
    }

    /**
     * Creates it without records.
     *
     * @param nanos monotonic clock
     * @param clock what records' timestamps are compared with
     * @return the ages
     */
    public static InFlightAges create(LongSupplier nanos, InstantSource clock) {
        return new InFlightAges(nanos, clock);
    }

    /**
     * Notes a record.
     *
     * @param timestamp the record's own
     * @return what to give to {@link #left}
     */
    public synchronized long entered(Instant timestamp) {
        entries.put(++last, new Entry(nanos.getAsLong(), timestamp));
        return last;
    }

    /**
     * Forgets a record.
     *
     * @param entry what {@link #entered} returned
     */
    public synchronized void left(long entry) {
        entries.remove(entry);
    }

    /** {@return seconds since the record entered that has been in flight for the longest time; 0 if there is none} */
    public synchronized double oldestSeconds() {
        return entries.isEmpty()
                ? 0
                : (nanos.getAsLong() - entries.values().iterator().next().nanos()) / 1e9;
    }

    /** {@return age in seconds of the record in flight with the earliest timestamp; 0 if there is none} */
    public synchronized double lagSeconds() {
        return entries.values().stream()
                .map(Entry::timestamp)
                .min(Instant::compareTo)
                .map(earliest ->
                        Math.max(0, Duration.between(earliest, clock.instant()).toNanos() / 1e9))
                .orElse(0.0);
    }

    private record Entry(long nanos, Instant timestamp) {}
}
