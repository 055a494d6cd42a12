/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.config.KafkaConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The settings of every Kafka client: the user's, under those that the delivery guarantees rest on. */
final class ClientSettings {
    private static final int RECONNECT_MAX_MILLIS = 5_000;
    private static final int TRANSACTION_TIMEOUT_MILLIS = 20_000;
    private static final int LARGEST_REQUEST = 64 * 1024 * 1024;

    private final KafkaConfig kafka;

    ClientSettings(KafkaConfig kafka) {
        this.kafka = kafka;
    }

    /** A consumer that commits by hand, belongs to a group and takes records in small portions. */
    Map<String, Object> consumer(String role, String group, int maxPollRecords) {
        Map<String, Object> settings = follower(role);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, kafka.groupProtocol());
        if (kafka.groupProtocol().equals("classic")) {
            settings.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                    java.util.List.of(CooperativeStickyAssignor.class.getName()));
        }
        return settings;
    }

    /** A consumer of a group that is told where to begin, and never jumps over what has expired. */
    Map<String, Object> training(String group, int maxPollRecords) {
        Map<String, Object> settings = consumer("training", group, maxPollRecords);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return settings;
    }

    /** A consumer without a group that reads what it is told to. */
    Map<String, Object> follower(String role) {
        Map<String, Object> settings = common(role);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        settings.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 * 1024 * 1024);
        return settings;
    }

    /** The idempotent producer of heatmaps, dead letters and patterns. */
    Map<String, Object> producer() {
        Map<String, Object> settings = common("producer");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        // The broker decides what is too large; the client must not be stricter.
        settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        settings.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * LARGEST_REQUEST);
        return settings;
    }

    /** The producer of heatmaps and dead letters in transactions; a name that a restart has again ends what was left open. */
    Map<String, Object> transactionalProducer() {
        Map<String, Object> settings = producer();
        String instance = kafka.instanceId().isEmpty() ? UUID.randomUUID().toString() : kafka.instanceId();
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, kafka.groupId() + "-transactions");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.groupId() + "-" + instance);
        settings.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
        return settings;
    }

    /** The client that creates and looks up topics. */
    Map<String, Object> admin() {
        Map<String, Object> settings = common("admin");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        return settings;
    }

    /** What users see in messages. */
    String address() {
        return kafka.bootstrapServers();
    }

    private Map<String, Object> common(String role) {
        Map<String, Object> settings = new HashMap<>(kafka.clientProperties());
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, kafka.groupId() + "-" + role);
        settings.putIfAbsent(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MILLIS);
        return settings;
    }
}
