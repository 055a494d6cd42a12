/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.pipeline.CommitOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka transactions of outputs and offsets, one after the other, each begun and ended in one call. Poll thread only. */
final class Transactions {
    private static final Logger LOGGER = LoggerFactory.getLogger(Transactions.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private @Nullable Producer<byte[], byte[]> producer;

    Transactions(Supplier<Producer<byte[], byte[]>> producers) {
        this.producers = producers;
    }

    /**
     * How a transaction ended.
     *
     * @param outcome the same for outputs and offsets
     * @param tooLarge which groups of outputs the broker does not take because of their size
     */
    record Result(CommitOutcome outcome, Set<Integer> tooLarge) {}

    /** Makes a producer; ends what one of the same name, perhaps in a process that was killed, has left open. */
    void open() {
        producer = producers.get();
        producer.initTransactions();
    }

    /**
     * Sends outputs and offsets in one transaction.
     *
     * @throws KafkaException if nobody knows whether it was committed, or the producer is of no more use: then what is committed
     *     must be read from Kafka before anything goes on
     */
    Result run(
            List<List<ProducerRecord<byte[], byte[]>>> outputs,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            throw new KafkaException("the transactional producer is not open");
        }
        List<List<Future<RecordMetadata>>> sent = new ArrayList<>();
        boolean committing = false;
        open.beginTransaction();
        try {
            for (List<ProducerRecord<byte[], byte[]>> records : outputs) {
                List<Future<RecordMetadata>> futures = new ArrayList<>();
                sent.add(futures);
                records.forEach(record -> futures.add(open.send(record)));
            }
            open.sendOffsetsToTransaction(offsets, group);
            committing = true;
            open.commitTransaction();
            return new Result(CommitOutcome.COMMITTED, Set.of());
        } catch (KafkaException e) {
            if (committing && (e instanceof TimeoutException || e instanceof InterruptException)) {
                throw e;
            }
            open.abortTransaction(); // throws where the producer cannot go on
            Set<Integer> tooLarge = tooLarge(sent);
            if (tooLarge.isEmpty()) {
                LOGGER.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .log("A transaction was aborted; its outputs are with the next one");
            }
            return new Result(CommitOutcome.DEFERRED, tooLarge);
        }
    }

    void close() {
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
            producer = null;
        }
    }

    private static Set<Integer> tooLarge(List<List<Future<RecordMetadata>>> sent) {
        Set<Integer> groups = new HashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            if (sent.get(i).stream().anyMatch(Transactions::tooLarge)) {
                groups.add(i);
            }
        }
        return groups;
    }

    private static boolean tooLarge(Future<RecordMetadata> sent) {
        if (!sent.isDone()) {
            return false;
        }
        try {
            sent.get();
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof RecordTooLargeException;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
