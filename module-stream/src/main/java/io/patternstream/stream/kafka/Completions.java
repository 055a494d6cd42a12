/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.pipeline.OffsetTracker;
import io.patternstream.stream.pipeline.RecordId;
import io.patternstream.stream.pipeline.SourcePartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Carries the news that records are done from any thread to the poll thread, which owns the tracker. */
final class Completions {
    private final OffsetTracker tracker;
    private final BlockingQueue<News> queue = new LinkedBlockingQueue<>();
    /** Records given up per partition; they stay unfinished until the assignment ends. */
    private final Map<SourcePartition, Integer> abandoned = new HashMap<>();

    Completions(OffsetTracker tracker) {
        this.tracker = tracker;
    }

    /** A receipt for one record; the action runs first, on whatever thread brings the news. */
    Receipt receipt(RecordId id, long epoch, Runnable action) {
        return new Receipt() {
            @Override
            public void done() {
                action.run();
                queue.add(new News(id, epoch, true));
            }

            @Override
            public void abandoned() {
                action.run();
                queue.add(new News(id, epoch, false));
            }
        };
    }

    /** Tells the tracker everything that has arrived; poll thread only. */
    void apply() {
        News news = queue.poll();
        while (news != null) {
            apply(news);
            news = queue.poll();
        }
    }

    /** Waits for the next news and tells the tracker; poll thread only. */
    void await(Duration longest) {
        try {
            @Nullable News news = queue.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
            if (news != null) {
                apply(news);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Records of a partition that still run; poll thread only. */
    int running(SourcePartition partition) {
        return tracker.unfinished(partition) - abandoned.getOrDefault(partition, 0);
    }

    /** Forgets a partition; poll thread only. */
    void revoked(SourcePartition partition) {
        abandoned.remove(partition);
    }

    private void apply(News news) {
        SourcePartition partition = news.id().source();
        if (news.done()) {
            tracker.done(partition, news.id().offset(), news.epoch());
        } else if (tracker.current(partition, news.epoch())) {
            abandoned.merge(partition, 1, Integer::sum);
        }
    }

    private record News(RecordId id, long epoch, boolean done) {}
}
