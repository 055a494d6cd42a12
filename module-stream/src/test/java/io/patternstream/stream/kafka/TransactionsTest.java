/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.stream.pipeline.CommitOutcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What follows from each way in which a transaction can fail. */
final class TransactionsTest {
    private static final Map<TopicPartition, OffsetAndMetadata> OFFSETS =
            Map.of(new TopicPartition("images", 0), new OffsetAndMetadata(5, "v1:5:Ag"));
    private static final ConsumerGroupMetadata GROUP = new MockConsumer<byte[], byte[]>("earliest").groupMetadata();

    private final Failing kafka = new Failing();
    private final Transactions transactions = new Transactions(() -> kafka);

    @Test
    void outputsAndOffsetsAreOneTransaction() {
        // When
        Transactions.Result result = run("a", "b");

        // Then
        assertThat(result.outcome()).isEqualTo(CommitOutcome.COMMITTED);
        assertThat(kafka.history()).hasSize(2);
        assertThat(kafka.consumerGroupOffsetsHistory()).containsExactly(Map.of(GROUP.groupId(), OFFSETS));
    }

    @Test
    void aMemberThatTheGroupHasLeftBehindPublishesNothing() {
        // Given
        kafka.sendOffsetsToTransactionException = new CommitFailedException();

        // When
        Transactions.Result result = run("a");

        // Then
        assertThat(result.outcome()).isEqualTo(CommitOutcome.DEFERRED);
        assertThat(result.tooLarge()).isEmpty();
        assertThat(kafka.history()).isEmpty();
        assertThat(kafka.transactionAborted()).isTrue();
    }

    @Test
    void whoseOutputIsTooLargeIsNamedAndNothingIsPublished() {
        // When
        Transactions.Result result = run("a", "large", "b");

        // Then
        assertThat(result.outcome()).isEqualTo(CommitOutcome.DEFERRED);
        assertThat(result.tooLarge()).containsExactly(1);
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void whatNobodyKnowsTheEndOfIsNotAborted() {
        // Given
        kafka.commitTransactionException = new TimeoutException("no answer");

        // When, Then
        assertThatThrownBy(() -> run("a")).isInstanceOf(TimeoutException.class);
        assertThat(kafka.transactionAborted()).isFalse();
    }

    @Test
    void aProducerThatAnotherHasReplacedIsOfNoMoreUse() {
        // Given
        kafka.commitTransactionException = new ProducerFencedException("replaced");
        kafka.abortTransactionException = new ProducerFencedException("replaced");

        // When, Then
        assertThatThrownBy(() -> run("a")).isInstanceOf(ProducerFencedException.class);
    }

    @Test
    void withoutAProducerNothingRuns() {
        assertThatThrownBy(() -> transactions.run(List.of(), OFFSETS, GROUP)).isInstanceOf(KafkaException.class);
    }

    private Transactions.Result run(String... values) {
        transactions.open();
        List<List<ProducerRecord<byte[], byte[]>>> outputs = java.util.Arrays.stream(values)
                .map(value -> List.of(new ProducerRecord<byte[], byte[]>(
                        "heatmaps", 0, new byte[0], value.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .toList();
        return transactions.run(outputs, OFFSETS, GROUP);
    }

    /** Kafka's own producer without a broker, which takes no value of five bytes. */
    private static final class Failing extends MockProducer<byte[], byte[]> {
        private boolean refused;

        Failing() {
            super(true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            if (record.value().length == 5) {
                refused = true;
                return CompletableFuture.failedFuture(new RecordTooLargeException("too large"));
            }
            return super.send(record);
        }

        @Override
        public void commitTransaction() {
            if (refused) {
                throw new KafkaException("a send failed");
            }
            super.commitTransaction();
        }
    }
}
