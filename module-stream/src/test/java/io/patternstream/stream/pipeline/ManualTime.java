/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** A clock and a timer that move only when told. */
final class ManualTime implements LongSupplier, InstantSource, DelayedTasks {
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::order));
    /** Close to the overflow of the clock, which must not matter. */
    private long now = Long.MAX_VALUE - 1_000_000;

    private long order;

    @Override
    public long getAsLong() {
        return now;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(elapsed());
    }

    @Override
    public void after(Duration delay, Runnable task) {
        tasks.add(new Task(elapsed() + delay.toNanos(), order++, task));
    }

    void advance(Duration duration) {
        long target = elapsed() + duration.toNanos();
        while (!tasks.isEmpty() && tasks.element().due() <= target) {
            Task next = tasks.remove();
            now += Math.max(0, next.due() - elapsed());
            next.task().run();
        }
        now += target - elapsed();
    }

    private long elapsed() {
        return now - (Long.MAX_VALUE - 1_000_000);
    }

    private record Task(long due, long order, Runnable task) {}
}
