/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.engine.spi.Precision;
import java.util.Optional;

/**
 * What {@code bench} measured, in one loop.
 *
 * @param work times of the work
 * @param batchesPerSecond how many got done in a second: of all workers together
 * @param roofline of its bare primitives, if they were asked for
 * @param precision the other precision, if one was asked for
 * @param against times of the same work in that
 */
record BenchTimes(
        Timings work,
        double batchesPerSecond,
        Optional<Timings> roofline,
        Optional<Precision> precision,
        Optional<Timings> against) {
    private static final double MILLIS_PER_SECOND = 1000;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Of one worker, which does a batch in the median of its times. */
    static BenchTimes of(
            Timings work, Optional<Timings> roofline, Optional<Precision> precision, Optional<Timings> against) {
        return new BenchTimes(work, MILLIS_PER_SECOND / work.median(), roofline, precision, against);
    }

    /** Of several workers. */
    static BenchTimes of(Crew.Result result) {
        double seconds = result.nanos() / NANOS_PER_SECOND;
        Timings work = result.timings();
        return new BenchTimes(work, work.count() / seconds, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
