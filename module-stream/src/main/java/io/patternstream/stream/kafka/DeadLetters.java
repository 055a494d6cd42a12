/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.Backoff;
import io.patternstream.stream.pipeline.DelayedTasks;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.Trouble;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records that cannot be explained to the dead-letter topic, again and again until the broker has taken them: a record
 * is not done before. Thread-safe, never blocks.
 */
public final class DeadLetters {
    private static final Logger LOGGER = LoggerFactory.getLogger(DeadLetters.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));

    private final StreamProducer producer;
    private final DeadLetterCodec codec;
    private final DelayedTasks later;
    private final StreamMetrics metrics;

    DeadLetters(StreamProducer producer, DeadLetterCodec codec, DelayedTasks later, StreamMetrics metrics) {
        this.producer = producer;
        this.codec = codec;
        this.later = later;
        this.metrics = metrics;
    }

    /** Writes one; runs the action once the broker has taken it. */
    void write(ImageRecord input, Trouble trouble, Runnable acknowledged) {
        tell(input, trouble);
        attempt(codec.encode(input, trouble), new Letter(input, trouble, acknowledged), 1);
    }

    /** Says in the log what becomes of a record. */
    static void tell(ImageRecord input, Trouble trouble) {
        LOGGER.atWarn()
                .addKeyValue("record", input.id())
                .addKeyValue("errorType", trouble.type().code())
                .addKeyValue("stage", trouble.stage().code())
                .addKeyValue("reason", Text.oneLine(trouble.message(), 300))
                .log("A record becomes a dead letter");
    }

    private void attempt(ProducerRecord<byte[], byte[]> record, Letter letter, int attempt) {
        producer.send(record).onComplete(sent -> {
            metrics.deadLetter(letter.trouble().type(), sent.succeeded());
            if (sent.succeeded()) {
                letter.acknowledged().run();
            } else if (sent.cause() instanceof RecordTooLargeException && record.value() != null) {
                attempt(codec.encodeWithoutValue(letter.input(), letter.trouble()), letter, attempt + 1);
            } else {
                later.after(BACKOFF.after(attempt), () -> attempt(record, letter, attempt + 1));
            }
        });
    }

    private record Letter(ImageRecord input, Trouble trouble, Runnable acknowledged) {}
}
