/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the processor's cores are shared among explanations.
 *
 * @param workers batches that are explained at the same time, each with its own working memory
 * @param threads threads that compute each of them
 */
public record CoreSplit(int workers, int threads) {
    private static final String LATENCY = "latency";

    /**
     * Chooses what is not given.
     *
     * @param goal {@code throughput} for as many workers as fit, of one thread unless given; {@code latency} for one worker
     *     unless given, of as many threads as fit
     * @param workers the number of workers, if given
     * @param threads the number of threads, if given
     * @param cores what there is
     * @return the split; more than there is only where both are given, or one of them is more by itself
     */
    static CoreSplit of(String goal, OptionalInt workers, OptionalInt threads, int cores) {
        if (LATENCY.equals(goal)) {
            int most = workers.orElse(1);
            return new CoreSplit(most, threads.orElse(Math.max(1, cores / most)));
        }
        int each = threads.orElse(1);
        return new CoreSplit(workers.orElse(Math.max(1, cores / each)), each);
    }

    /** Says what to do where there are too few cores. */
    Optional<String> excess(int cores) {
        long needed = (long) workers * threads;
        return needed <= cores
                ? Optional.empty()
                : Optional.of("engine.workers: " + workers + (workers == 1 ? " worker" : " workers") + " of " + threads
                        + (threads == 1 ? " thread" : " threads") + " need " + needed + " cores, but there "
                        + (cores == 1 ? "is 1" : "are " + cores) + "; lower engine.workers or engine.threads");
    }
}
