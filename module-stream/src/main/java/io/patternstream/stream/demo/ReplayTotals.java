/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.demo;

import io.patternstream.stream.pipeline.LiveFeed;
import io.patternstream.stream.pipeline.LiveRecord;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** Counts what was explained and how long it took, for the demo's status lines and totals. Thread-safe. */
public final class ReplayTotals implements LiveFeed {
    /** 1 ms to 100 s in steps of 2 %; quantiles are within 2 % of the true ones. */
    private static final int BINS = 600;

    private static final double STEP = Math.log(1.02);

    private final LongSupplier nanoClock;
    private final long[] latencies = new long[BINS];
    private long images;
    private long heatmaps;
    private long first;
    private long last;

    /**
     * Creates empty totals.
     *
     * @param nanoClock monotonic nanoseconds
     */
    public ReplayTotals(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * What was counted.
     *
     * @param images explained images
     * @param heatmaps their heatmaps
     * @param perSecond images a second between the first and the last one; 0 for fewer than two
     * @param p50 median seconds from the image's publication to the acknowledgement of its heatmaps; 0 without images
     * @param p95 95th percentile likewise
     */
    public record Counted(long images, long heatmaps, double perSecond, double p50, double p95) {}

    @Override
    public synchronized void published(LiveRecord record) {
        last = nanoClock.getAsLong();
        if (images == 0) {
            first = last;
        }
        images++;
        heatmaps += record.heatmaps().size();
        double millis = Math.max(1, record.latency().toNanos() / 1e6);
        latencies[(int) Math.min(BINS - 1, Math.round(Math.log(millis) / STEP))]++;
    }

    /** {@return number of explained images} */
    public synchronized long images() {
        return images;
    }

    /** {@return what was counted so far} */
    public synchronized Counted counted() {
        double seconds = (last - first) / 1e9;
        double rate = images > 1 ? (images - 1) / seconds : 0;
        return new Counted(images, heatmaps, rate, quantile(0.5), quantile(0.95));
    }

    private double quantile(double share) {
        long total = Arrays.stream(latencies).sum();
        if (total == 0) {
            return 0;
        }
        long rank = Math.max(1, (long) Math.ceil(share * total));
        int bin = 0;
        for (long seen = latencies[0]; seen < rank; seen += latencies[bin]) {
            bin++;
        }
        return Math.exp(bin * STEP) / 1000;
    }
}
