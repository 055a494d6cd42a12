/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.stream.config.KafkaConfig;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Asks Kafka's own configuration classes what our settings come to. */
final class ClientSettingsTest {
    private final ClientSettings settings = new ClientSettings(new KafkaConfig(
            "b:9092", "g", "key", "at_least_once", "classic", "", Map.of("fetch.max.bytes", "1234567")));

    @Test
    void theConsumerCommitsByHandAndCooperates() {
        // When
        Map<String, Object> complete = settings.consumer("images", "g", 64);
        complete.put("key.deserializer", ByteArrayDeserializer.class);
        complete.put("value.deserializer", ByteArrayDeserializer.class);
        ConsumerConfig config = new ConsumerConfig(complete);

        // Then
        assertThat(config.getBoolean("enable.auto.commit")).isFalse();
        assertThat(config.getString("isolation.level")).isEqualTo("read_committed");
        assertThat(config.getString("auto.offset.reset")).isEqualTo("earliest");
        assertThat(config.getBoolean("allow.auto.create.topics")).isFalse();
        assertThat(config.getList("partition.assignment.strategy"))
                .isEqualTo(List.of("org.apache.kafka.clients.consumer.CooperativeStickyAssignor"));
        assertThat(config.getInt("fetch.max.bytes")).isEqualTo(1_234_567);
        assertThat(config.getInt("max.poll.records")).isEqualTo(64);
    }

    @Test
    void theBrokersProtocolTakesNoAssignor() {
        // Given
        ClientSettings newer =
                new ClientSettings(new KafkaConfig("b:9092", "g", "key", "at_least_once", "consumer", "", Map.of()));

        // When
        Map<String, Object> complete = newer.consumer("images", "g", 64);
        complete.put("key.deserializer", ByteArrayDeserializer.class);
        complete.put("value.deserializer", ByteArrayDeserializer.class);
        ConsumerConfig config = new ConsumerConfig(complete);

        // Then
        assertThat(config.getString("group.protocol")).isEqualTo("consumer");
        assertThat(complete).doesNotContainKey("partition.assignment.strategy");
    }

    @Test
    void transactionsHaveAStableNameOrOneOfTheirOwn() {
        // Given
        ClientSettings named =
                new ClientSettings(new KafkaConfig("b:9092", "g", "key", "exactly_once", "classic", "pod-1", Map.of()));

        // When
        Map<String, Object> first = settings.transactionalProducer();
        Map<String, Object> second = settings.transactionalProducer();

        // Then
        assertThat(named.transactionalProducer()).containsEntry("transactional.id", "g-pod-1");
        assertThat(first.get("transactional.id")).isNotEqualTo(second.get("transactional.id"));
        assertThat(new ProducerConfig(serializing(first)).getInt("transaction.timeout.ms"))
                .isEqualTo(20_000);
    }

    private static Map<String, Object> serializing(Map<String, Object> settings) {
        settings.put("key.serializer", ByteArraySerializer.class);
        settings.put("value.serializer", ByteArraySerializer.class);
        return settings;
    }

    @Test
    void theProducerIsIdempotentAndWaitsForAllReplicas() {
        // When
        Map<String, Object> complete = settings.producer();
        complete.put("key.serializer", ByteArraySerializer.class);
        complete.put("value.serializer", ByteArraySerializer.class);
        ProducerConfig config = new ProducerConfig(complete);

        // Then
        assertThat(config.getString("acks")).isIn("all", "-1");
        assertThat(config.getBoolean("enable.idempotence")).isTrue();
        assertThat(config.getInt("max.in.flight.requests.per.connection")).isLessThanOrEqualTo(5);
        assertThat(config.getInt("retries")).isEqualTo(Integer.MAX_VALUE);
    }
}
