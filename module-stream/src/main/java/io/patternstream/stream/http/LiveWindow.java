/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import java.util.Arrays;
import java.util.function.LongSupplier;

/** The rate over the last five seconds and the latencies of the last ten. Thread-safe; bounded memory. */
final class LiveWindow {
    private static final long BUCKET_NANOS = 100_000_000L;
    private static final int BUCKETS = 50;
    private static final long LATENCY_WINDOW_NANOS = 10_000_000_000L;
    private static final int LATENCIES = 4096;

    private final LongSupplier nanoClock;
    private final long start;
    private final long[] bucketNumbers = new long[BUCKETS];
    private final long[] counts = new long[BUCKETS];
    private final long[] latencyTimes = new long[LATENCIES];
    private final double[] latencies = new double[LATENCIES];
    private int latencyCount;
    private int nextLatency;

    private LiveWindow(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        start = nanoClock.getAsLong();
        Arrays.fill(bucketNumbers, -1);
    }

    /**
     * Creates an empty window.
     *
     * @param nanoClock monotonic nanoseconds
     * @return the window
     */
    static LiveWindow create(LongSupplier nanoClock) {
        return new LiveWindow(nanoClock);
    }

    synchronized void record(double latencySeconds) {
        long elapsed = elapsed();
        long bucket = elapsed / BUCKET_NANOS;
        int slot = (int) (bucket % BUCKETS);
        if (bucketNumbers[slot] != bucket) {
            bucketNumbers[slot] = bucket;
            counts[slot] = 0;
        }
        counts[slot]++;
        latencyTimes[nextLatency] = elapsed;
        latencies[nextLatency] = latencySeconds;
        nextLatency = (nextLatency + 1) % LATENCIES;
        latencyCount = Math.min(latencyCount + 1, LATENCIES);
    }

    /** {@return records a second; in the first five seconds over the time since the start, at least one second} */
    synchronized double rate() {
        long elapsed = elapsed();
        long newest = elapsed / BUCKET_NANOS;
        long count = 0;
        for (int slot = 0; slot < BUCKETS; slot++) {
            if (bucketNumbers[slot] > newest - BUCKETS) {
                count += counts[slot];
            }
        }
        double window = Math.min(elapsed, BUCKETS * BUCKET_NANOS) / 1e9;
        return count / Math.max(window, 1);
    }

    /**
     * Returns quantiles of the recent latencies, by the nearest-rank rule.
     *
     * @param quantiles each in 0..1
     * @return seconds, as many; empty where nothing was recorded lately
     */
    double[] latencyQuantiles(double... quantiles) {
        double[] recent = recentLatencies();
        if (recent.length == 0) {
            return recent;
        }
        Arrays.sort(recent);
        double[] found = new double[quantiles.length];
        for (int i = 0; i < found.length; i++) {
            int rank = (int) Math.ceil(quantiles[i] * recent.length);
            found[i] = recent[Math.max(rank, 1) - 1];
        }
        return found;
    }

    private synchronized double[] recentLatencies() {
        long oldest = elapsed() - LATENCY_WINDOW_NANOS;
        double[] recent = new double[latencyCount];
        int count = 0;
        for (int i = 0; i < latencyCount; i++) {
            if (latencyTimes[i] >= oldest) {
                recent[count++] = latencies[i];
            }
        }
        return Arrays.copyOf(recent, count);
    }

    private long elapsed() {
        return nanoClock.getAsLong() - start;
    }
}
