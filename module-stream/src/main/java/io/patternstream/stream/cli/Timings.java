/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.util.Arrays;

/** How long runs of the same thing took. Immutable. */
final class Timings {
    private static final double NANOS_PER_MILLI = 1e6;

    private final long[] sorted;

    private Timings(long[] sorted) {
        this.sorted = sorted;
    }

    /** Of at least one run, in nanoseconds. */
    static Timings of(long... nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Timings(sorted);
    }

    /** How many runs. */
    int count() {
        return sorted.length;
    }

    /** The shortest, in milliseconds. */
    double min() {
        return millis(sorted[0]);
    }

    /** The middle one, or the mean of the two in the middle, in milliseconds. */
    double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? millis(sorted[middle])
                : (millis(sorted[middle - 1]) + millis(sorted[middle])) / 2;
    }

    /** The shortest that at least 99 of 100 runs did not exceed, in milliseconds. */
    double percentile99() {
        return millis(sorted[(99 * sorted.length + 99) / 100 - 1]);
    }

    /** The longest, in milliseconds. */
    double max() {
        return millis(sorted[sorted.length - 1]);
    }

    private static double millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }
}
