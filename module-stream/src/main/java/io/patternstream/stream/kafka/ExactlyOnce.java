/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.stream.metrics.Stage;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.CommitOutcome;
import io.patternstream.stream.pipeline.Completion;
import io.patternstream.stream.pipeline.DelayedTasks;
import io.patternstream.stream.pipeline.FailedAt;
import io.patternstream.stream.pipeline.Frontier;
import io.patternstream.stream.pipeline.Heatmap;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.OffsetTracker;
import io.patternstream.stream.pipeline.Outcome;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.pipeline.Ticket;
import io.patternstream.stream.pipeline.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes outcomes and commits progress in one transaction each time, so that a reader of committed records sees every outcome
 * once. Outcomes wait for the next transaction in memory. Where a transaction is aborted, its outcomes are with the next;
 * where nobody knows how it ended, the consumer opens anew and reads what is committed.
 */
final class ExactlyOnce implements Delivery {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration NO_MEMORY = Duration.ofSeconds(1);
    /** A heatmap may become a dead letter, and that one without its value. */
    private static final int ATTEMPTS = 3;

    private final Parts parts;
    private final Completions<Finished> completions = new Completions<>();
    /** Told to the tracker, not yet committed; in the order in which they finished. */
    private final List<Finished> ready = new ArrayList<>();

    ExactlyOnce(Parts parts) {
        this.parts = parts;
    }

    /**
     * What it is made of.
     *
     * @param tracker knows what is done
     * @param transactions carries outputs and offsets
     * @param heatmaps encodes heatmaps
     * @param deadLetters encodes dead letters
     * @param live is told of what was published
     * @param later runs further attempts
     * @param metrics receives what is measured
     * @param clock wall-clock time
     * @param nanos monotonic clock
     */
    record Parts(
            OffsetTracker tracker,
            Transactions transactions,
            HeatmapCodec heatmaps,
            DeadLetterCodec deadLetters,
            LiveShow live,
            DelayedTasks later,
            StreamMetrics metrics,
            InstantSource clock,
            LongSupplier nanos) {}

    @Override
    public void open() {
        parts.transactions().open();
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Completion completion(ImageRecord input, Ticket ticket, Runnable released, Runnable settled) {
        return new Completion() {
            @Override
            public void completed(Outcome outcome) {
                Finished finished;
                try {
                    finished = encoded(input, ticket, released, outcome);
                } catch (OutOfMemoryError e) { // must not leave here: whoever brings the outcome has others in hand
                    parts.later().after(NO_MEMORY, () -> completed(outcome));
                    return;
                }
                completions.add(finished);
                settled.run(); // transactions keep the order in which outcomes arrive
            }

            @Override
            public void abandoned() {
                completions.add(new Finished(input, ticket, released, Optional.empty(), List.of()));
                settled.run();
            }
        };
    }

    @Override
    public void apply() {
        completions.apply(this::take);
    }

    @Override
    public void await(Duration longest) {
        completions.await(longest, this::take);
    }

    @Override
    public void commit(Consumer<byte[], byte[]> consumer, Set<SourcePartition> partitions) {
        drop(finished -> !parts.tracker().holds(finished.ticket()));
        List<Finished> batch = new ArrayList<>(ready.stream()
                .filter(finished -> parts.tracker().nameable(finished.ticket()))
                .toList());
        Map<SourcePartition, Frontier> frontiers = parts.tracker().committable();
        boolean member =
                consumer.groupMetadata().generationId() >= 0; // what fences a member that the group has left behind
        if (frontiers.isEmpty() || !member) {
            return;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Transactions.Result result = run(consumer, batch, frontiers);
            if (result.outcome() == CommitOutcome.COMMITTED) {
                parts.tracker().committed(frontiers, CommitOutcome.COMMITTED);
                batch.forEach(this::acknowledged);
                drop(new HashSet<>(batch)::contains);
                return;
            }
            if (result.tooLarge().isEmpty()) {
                return;
            }
            result.tooLarge().forEach(index -> batch.set(index, refused(batch.get(index))));
        }
    }

    @Override
    public void closed() {
        drop(finished -> true);
        parts.transactions().close();
    }

    private Transactions.Result run(
            Consumer<byte[], byte[]> consumer, List<Finished> batch, Map<SourcePartition, Frontier> frontiers) {
        long begin = parts.nanos().getAsLong();
        boolean committed = false;
        try {
            Transactions.Result result = parts.transactions()
                    .run(
                            batch.stream().map(Finished::outputs).toList(),
                            OffsetCommitter.wire(frontiers),
                            consumer.groupMetadata());
            committed = result.outcome() == CommitOutcome.COMMITTED;
            return result;
        } finally {
            parts.metrics().committed(committed, Duration.ofNanos(parts.nanos().getAsLong() - begin));
        }
    }

    private void take(Finished finished) {
        boolean counts = finished.outcome().isPresent()
                ? parts.tracker().done(finished.ticket())
                : parts.tracker().abandoned(finished.ticket());
        if (counts && finished.outcome().isPresent()) {
            ready.add(finished);
        } else {
            finished.released().run();
        }
    }

    private void drop(Predicate<Finished> matching) {
        ready.removeIf(finished -> {
            boolean drop = matching.test(finished);
            if (drop) {
                finished.released().run();
            }
            return drop;
        });
    }

    private Finished encoded(ImageRecord input, Ticket ticket, Runnable released, Outcome outcome) {
        Outcome ends = outcome;
        if (outcome instanceof Outcome.Explained explained) {
            Instant begin = parts.clock().instant();
            try {
                List<ProducerRecord<byte[], byte[]>> records = explained.heatmaps().stream()
                        .map(heatmap -> parts.heatmaps().encode(input, explained, heatmap))
                        .toList();
                parts.metrics()
                        .stage(
                                Stage.ENCODE,
                                Duration.between(begin, parts.clock().instant()));
                return new Finished(input, ticket, released, Optional.of(outcome), records);
            } catch (RuntimeException e) {
                parts.metrics().failed(parts.heatmaps().model(), ErrorType.ENGINE_FAILURE);
                String message = "its heatmaps cannot be encoded: " + e;
                ends = new Outcome.Rejected(
                        new Trouble(ErrorType.ENGINE_FAILURE, FailedAt.PUBLISH, message, 1, Optional.of(e)));
            }
        }
        Trouble trouble = trouble(ends);
        DeadLetters.tell(input, trouble);
        List<ProducerRecord<byte[], byte[]>> letter =
                List.of(parts.deadLetters().encode(input, trouble));
        return new Finished(input, ticket, released, Optional.of(ends), letter);
    }

    /** A heatmap that is too large becomes a dead letter; a dead letter that is, one without its value. */
    private Finished refused(Finished finished) {
        Outcome outcome = finished.outcome().orElseThrow();
        if (!(outcome instanceof Outcome.Explained)) {
            return replaced(
                    finished, outcome, parts.deadLetters().encodeWithoutValue(finished.input(), trouble(outcome)));
        }
        parts.metrics().failed(parts.heatmaps().model(), ErrorType.PUBLISH_TOO_LARGE);
        Trouble trouble = new Trouble(
                ErrorType.PUBLISH_TOO_LARGE,
                FailedAt.PUBLISH,
                "a heatmap is larger than topic " + finished.outputs().get(0).topic()
                        + " takes; raise its max.message.bytes",
                1,
                Optional.empty());
        DeadLetters.tell(finished.input(), trouble);
        return replaced(
                finished, new Outcome.Rejected(trouble), parts.deadLetters().encode(finished.input(), trouble));
    }

    private Finished replaced(Finished finished, Outcome outcome, ProducerRecord<byte[], byte[]> output) {
        Finished other = new Finished(
                finished.input(), finished.ticket(), finished.released(), Optional.of(outcome), List.of(output));
        ready.set(ready.indexOf(finished), other);
        return other;
    }

    private void acknowledged(Finished finished) {
        Outcome outcome = finished.outcome().orElseThrow();
        if (outcome instanceof Outcome.Explained explained) {
            Duration latency =
                    Duration.between(finished.input().timestamp(), parts.clock().instant());
            String topic = finished.outputs().get(0).topic();
            for (Heatmap heatmap : explained.heatmaps()) {
                parts.metrics().published(topic, parts.heatmaps().model(), heatmap.method(), latency);
            }
            parts.live().show(finished.input(), explained, latency);
        } else {
            parts.metrics().deadLetter(trouble(outcome).type(), true);
        }
    }

    private static Trouble trouble(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            return rejected.trouble();
        }
        return ((Outcome.Failed) outcome).trouble();
    }

    /** A record that has ended; without an outcome if it was given up. Two are the same only if they are one object. */
    private static final class Finished {
        private final ImageRecord input;
        private final Ticket ticket;
        private final Runnable released;
        private final Optional<Outcome> outcome;
        private final List<ProducerRecord<byte[], byte[]>> outputs;

        Finished(
                ImageRecord input,
                Ticket ticket,
                Runnable released,
                Optional<Outcome> outcome,
                List<ProducerRecord<byte[], byte[]>> outputs) {
            this.input = input;
            this.ticket = ticket;
            this.released = released;
            this.outcome = outcome;
            this.outputs = outputs;
        }

        ImageRecord input() {
            return input;
        }

        Ticket ticket() {
            return ticket;
        }

        Runnable released() {
            return released;
        }

        Optional<Outcome> outcome() {
            return outcome;
        }

        List<ProducerRecord<byte[], byte[]>> outputs() {
            return outputs;
        }
    }
}
