/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.stream.metrics.Stage;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.Backoff;
import io.patternstream.stream.pipeline.Completion;
import io.patternstream.stream.pipeline.DelayedTasks;
import io.patternstream.stream.pipeline.FailedAt;
import io.patternstream.stream.pipeline.Heatmap;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.Outcome;
import io.patternstream.stream.pipeline.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what became of each record: its heatmaps, or a dead letter. A record is done when the broker has acknowledged all
 * of it; what fails on the way is sent again until it is. Thread-safe, never blocks.
 */
final class OutcomePublisher {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutcomePublisher.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));

    private final Parts parts;

    OutcomePublisher(Parts parts) {
        this.parts = parts;
    }

    /** What to give to the pipeline together with a record. */
    Completion completion(ImageRecord input, Receipt receipt) {
        return new Publication(input, receipt);
    }

    /**
     * What a publisher is made of.
     *
     * @param producer sends
     * @param heatmaps encodes heatmaps
     * @param deadLetters writes what was not explained
     * @param live is told of what was published
     * @param later runs further attempts
     * @param metrics receives what is measured
     * @param clock wall-clock time
     */
    record Parts(
            StreamProducer producer,
            HeatmapCodec heatmaps,
            DeadLetters deadLetters,
            LiveShow live,
            DelayedTasks later,
            StreamMetrics metrics,
            InstantSource clock) {}

    private final class Publication implements Completion {
        private final ImageRecord input;
        private final Receipt receipt;
        private final AtomicInteger pending = new AtomicInteger();
        private final AtomicBoolean tooLarge = new AtomicBoolean();

        Publication(ImageRecord input, Receipt receipt) {
            this.input = input;
            this.receipt = receipt;
        }

        @Override
        public void completed(Outcome outcome) {
            if (outcome instanceof Outcome.Explained explained) {
                publish(explained, 1);
            } else if (outcome instanceof Outcome.Rejected rejected) {
                parts.deadLetters().write(input, rejected.trouble(), receipt::done);
            } else if (outcome instanceof Outcome.Failed failed) {
                parts.deadLetters().write(input, failed.trouble(), receipt::done);
            }
        }

        @Override
        public void abandoned() {
            receipt.abandoned();
        }

        /** A failure must not leave here: whoever brings the outcome has others in hand. */
        private void publish(Outcome.Explained outcome, int attempt) {
            Instant begin = parts.clock().instant();
            List<ProducerRecord<byte[], byte[]>> records;
            try {
                records = outcome.heatmaps().stream()
                        .map(heatmap -> parts.heatmaps().encode(input, outcome, heatmap))
                        .toList();
            } catch (OutOfMemoryError e) {
                LOGGER.atWarn()
                        .addKeyValue("record", input.id())
                        .addKeyValue("reason", e.getMessage())
                        .log("There is no memory to encode heatmaps now; trying again");
                parts.later().after(BACKOFF.after(attempt), () -> publish(outcome, attempt + 1));
                return;
            } catch (RuntimeException e) {
                parts.metrics().failed(model(), ErrorType.ENGINE_FAILURE);
                String message = "its heatmaps cannot be encoded: " + e;
                Trouble trouble =
                        new Trouble(ErrorType.ENGINE_FAILURE, FailedAt.PUBLISH, message, attempt, Optional.of(e));
                parts.deadLetters().write(input, trouble, receipt::done);
                return;
            }
            Instant encoded = parts.clock().instant();
            parts.metrics().stage(Stage.ENCODE, Duration.between(begin, encoded));
            pending.set(records.size());
            for (int i = 0; i < records.size(); i++) {
                send(records.get(i), outcome, outcome.heatmaps().get(i), new Attempt(encoded, 1));
            }
        }

        private void send(
                ProducerRecord<byte[], byte[]> record, Outcome.Explained outcome, Heatmap heatmap, Attempt attempt) {
            parts.producer().send(record).onComplete(sent -> {
                if (sent.succeeded()) {
                    Duration endToEnd =
                            Duration.between(input.timestamp(), parts.clock().instant());
                    parts.metrics().published(record.topic(), model(), heatmap.method(), endToEnd);
                    settled(outcome, attempt);
                } else if (sent.cause() instanceof RecordTooLargeException cause) {
                    refuse(record, heatmap, cause, () -> settled(outcome, attempt));
                } else {
                    parts.later()
                            .after(
                                    BACKOFF.after(attempt.number()),
                                    () -> send(record, outcome, heatmap, attempt.next()));
                }
            });
        }

        /** One dead letter for the record, however many of its heatmaps are too large. */
        private void refuse(
                ProducerRecord<byte[], byte[]> record,
                Heatmap heatmap,
                RecordTooLargeException cause,
                Runnable acknowledged) {
            if (tooLarge.getAndSet(true)) {
                acknowledged.run();
                return;
            }
            parts.metrics().failed(model(), ErrorType.PUBLISH_TOO_LARGE);
            String message = "the " + heatmap.method() + " heatmap of " + record.value().length
                    + " bytes is larger than topic " + record.topic() + " takes; raise its max.message.bytes";
            Trouble trouble =
                    new Trouble(ErrorType.PUBLISH_TOO_LARGE, FailedAt.PUBLISH, message, 1, Optional.of(cause));
            parts.deadLetters().write(input, trouble, acknowledged);
        }

        private void settled(Outcome.Explained outcome, Attempt attempt) {
            if (pending.decrementAndGet() > 0) {
                return;
            }
            Instant now = parts.clock().instant();
            parts.metrics().stage(Stage.PUBLISH, Duration.between(attempt.begin(), now));
            if (!tooLarge.get()) {
                parts.live().show(input, outcome, Duration.between(input.timestamp(), now));
            }
            receipt.done();
        }

        private String model() {
            return parts.heatmaps().model();
        }
    }

    /**
     * One of the attempts to send one heatmap.
     *
     * @param begin when the record's heatmaps were encoded
     * @param number from 1
     */
    private record Attempt(Instant begin, int number) {
        Attempt next() {
            return new Attempt(begin, number + 1);
        }
    }
}
