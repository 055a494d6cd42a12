/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.pipeline.Completion;
import io.patternstream.stream.pipeline.Frontier;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.OffsetTracker;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.pipeline.Ticket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;

/** Publishes at once, and commits what the broker has acknowledged: what is published may be so again, nothing is lost. */
final class AtLeastOnce implements Delivery {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final OffsetTracker tracker;
    private final OutcomePublisher publisher;
    private final OffsetCommitter committer;
    private final Completions<Runnable> completions = new Completions<>();

    AtLeastOnce(OffsetTracker tracker, OutcomePublisher publisher, OffsetCommitter committer) {
        this.tracker = tracker;
        this.publisher = publisher;
        this.committer = committer;
    }

    @Override
    public void open() {}

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Completion completion(ImageRecord input, Ticket ticket, Runnable released, Runnable settled) {
        return publisher.completion(input, new Receipt() {
            @Override
            public void done() {
                completions.add(() -> tracker.done(ticket));
                released.run();
                settled.run();
            }

            @Override
            public void abandoned() {
                completions.add(() -> tracker.abandoned(ticket));
                released.run();
                settled.run();
            }
        });
    }

    @Override
    public void apply() {
        completions.apply(Runnable::run);
    }

    @Override
    public void await(Duration longest) {
        completions.await(longest, Runnable::run);
    }

    @Override
    public void commit(Consumer<byte[], byte[]> consumer, Set<SourcePartition> partitions) {
        Map<SourcePartition, Frontier> frontiers = new HashMap<>(tracker.committable());
        frontiers.keySet().retainAll(partitions);
        tracker.committed(frontiers, committer.commit(consumer, frontiers));
    }

    @Override
    public void closed() {}
}
