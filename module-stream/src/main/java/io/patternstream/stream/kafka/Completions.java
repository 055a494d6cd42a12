/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries news of records from any thread to the poll thread, which owns the tracker.
 *
 * @param <N> the news
 */
final class Completions<N> {
    private final BlockingQueue<N> queue = new LinkedBlockingQueue<>();

    /** Any thread. */
    void add(N news) {
        queue.add(news);
    }

    /** Hands over everything that has arrived; poll thread only. */
    void apply(Consumer<N> action) {
        N news = queue.poll();
        while (news != null) {
            action.accept(news);
            news = queue.poll();
        }
    }

    /** Waits for the next news and hands it over; poll thread only. */
    void await(Duration longest, Consumer<N> action) {
        try {
            @Nullable N news = queue.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
            if (news != null) {
                action.accept(news);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
