/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CoreSplitTest {
    @ParameterizedTest
    @CsvSource({
        "throughput, , , 8, 8, 1",
        "throughput, 3, , 8, 3, 1",
        "throughput, , 2, 8, 4, 2",
        "throughput, , 3, 8, 2, 3",
        "throughput, 2, 4, 8, 2, 4",
        "throughput, , , 1, 1, 1",
        "latency, , , 8, 1, 8",
        "latency, 3, , 8, 3, 2",
        "latency, , 2, 8, 1, 2",
        "latency, 2, 4, 8, 2, 4",
        "latency, , , 1, 1, 1"
    })
    void whatIsNotGivenFollowsFromTheGoal(
            String goal,
            @Nullable Integer workers,
            @Nullable Integer threads,
            int cores,
            int expectedWorkers,
            int expectedThreads) {
        CoreSplit split = CoreSplit.of(goal, optional(workers), optional(threads), cores);
        assertThat(split).isEqualTo(new CoreSplit(expectedWorkers, expectedThreads));
        assertThat(split.excess(cores)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "throughput, 4, 3, 8, '4 workers of 3 threads need 12 cores, but there are 8'",
        "throughput, 9, , 8, '9 workers of 1 thread need 9 cores, but there are 8'",
        "throughput, , 9, 8, '1 worker of 9 threads need 9 cores, but there are 8'",
        "latency, 2, , 1, '2 workers of 1 thread need 2 cores, but there is 1'"
    })
    void moreThanThereIsIsSaid(
            String goal, @Nullable Integer workers, @Nullable Integer threads, int cores, String expected) {
        assertThat(CoreSplit.of(goal, optional(workers), optional(threads), cores)
                        .excess(cores))
                .hasValueSatisfying(said -> assertThat(said)
                        .isEqualTo("engine.workers: " + expected + "; lower engine.workers or engine.threads"));
    }

    private static OptionalInt optional(@Nullable Integer number) {
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
