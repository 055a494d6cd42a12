/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StopwatchTest {
    private static final long MILLI = 1_000_000;

    private long now = 5;

    @Test
    void tasksAlternateAndOnlyRoundsAfterTheWarmupCount() {
        // Given: milliseconds that each task takes, round by round
        List<String> order = new ArrayList<>();
        Deque<Integer> slow = new ArrayDeque<>(List.of(900, 800, 40, 10, 30));
        Deque<Integer> fast = new ArrayDeque<>(List.of(700, 600, 8, 4, 9));

        // When
        List<Timings> timings = new Stopwatch(() -> now, 2, 3)
                .time(List.of(() -> take("slow", slow, order), () -> take("fast", fast, order)), () -> order.add("."));

        // Then
        assertThat(String.join(" ", order)).isEqualTo("slow fast . ".repeat(5).strip());
        assertThat(timings).extracting(Timings::median).containsExactly(30.0, 8.0);
        assertThat(timings).extracting(Timings::min).containsExactly(10.0, 4.0);
        assertThat(timings).extracting(Timings::max).containsExactly(40.0, 9.0);
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(Timings.of(4 * MILLI, MILLI, 3 * MILLI, 9 * MILLI).median()).isEqualTo(3.5);
    }

    @Test
    void percentileIsTheRunThatNinetyNineOfAHundredDoNotExceed() {
        // Given: 1 to 200 ms, in no order
        long[] nanos = new long[200];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = (i * 77 % 200 + 1) * MILLI;
        }

        // When, Then
        assertThat(Timings.of(nanos).percentile99()).isEqualTo(198);
        assertThat(Timings.of(7 * MILLI).percentile99()).isEqualTo(7);
        assertThat(Timings.of(MILLI, 2 * MILLI).percentile99()).isEqualTo(2);
    }

    private void take(String name, Deque<Integer> millis, List<String> order) {
        order.add(name);
        now += millis.remove() * MILLI;
    }
}
