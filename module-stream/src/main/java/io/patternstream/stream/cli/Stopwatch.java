/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times things in one loop, each once per round: whatever slows the machine down for a while slows all of them.
 *
 * @param nanoClock monotonic nanoseconds
 * @param warmup rounds before those that count
 * @param rounds rounds that count, at least 1
 */
record Stopwatch(LongSupplier nanoClock, int warmup, int rounds) {

    /** Runs each task in each round; tells of each round. */
    List<Timings> time(List<Runnable> tasks, Runnable progress) {
        long[][] nanos = new long[tasks.size()][rounds];
        for (int round = -warmup; round < rounds; round++) {
            for (int task = 0; task < nanos.length; task++) {
                long start = nanoClock.getAsLong();
                tasks.get(task).run();
                long taken = nanoClock.getAsLong() - start;
                if (round >= 0) {
                    nanos[task][round] = taken;
                }
            }
            progress.run();
        }
        return Arrays.stream(nanos).map(Timings::of).toList();
    }
}
