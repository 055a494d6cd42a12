/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What became of each input record, as a reader of committed records sees it. */
final class ChaosLedger {
    /** Input records by {@code topic/partition/offset}. */
    final Map<String, String> inputs = new LinkedHashMap<>();

    final Map<String, List<String>> heatmaps = new HashMap<>();
    final Map<String, List<String>> deadLetters = new HashMap<>();

    /** Records whose first heatmap follows one of a later record with the same key, and of which. */
    private final Map<String, Long> overtaken = new HashMap<>();

    private final Map<String, List<String>> where = new HashMap<>();
    private final Map<String, Long> lastOfLane = new HashMap<>();

    static ChaosLedger read(String bootstrap, String images, String group) {
        ChaosLedger ledger = new ChaosLedger();
        each(
                bootstrap,
                images,
                record -> ledger.inputs.put(
                        record.topic() + "/" + record.partition() + "/" + record.offset(), text(record.key())));
        each(bootstrap, group + ".heatmaps", ledger::heatmap);
        each(bootstrap, group + ".dead-letters", record -> {
            Map<String, String> headers = KafkaFixture.headers(record);
            String id = headers.get("dead-letter-topic") + "/" + headers.get("dead-letter-partition") + "/"
                    + headers.get("dead-letter-offset");
            ledger.noted(id, record);
            ledger.deadLetters
                    .computeIfAbsent(id, name -> new ArrayList<>())
                    .add(headers.get("dead-letter-error-type"));
        });
        return ledger;
    }

    List<String> lost() {
        return inputs.keySet().stream()
                .filter(id -> !heatmaps.containsKey(id) && !deadLetters.containsKey(id))
                .toList();
    }

    /** Records with more than one outcome. */
    long duplicates() {
        return inputs.keySet().stream()
                .filter(id -> sizeOf(heatmaps, id) + sizeOf(deadLetters, id) > 1)
                .count();
    }

    /** The first few records with more than one outcome, and where those are. */
    List<String> details() {
        return where.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .limit(8)
                .map(Object::toString)
                .toList();
    }

    /** Records that were not explained as their time was over. */
    List<String> expired() {
        return inputs.keySet().stream()
                .filter(id -> !heatmaps.containsKey(id) && onlyExpired(id))
                .toList();
    }

    /**
     * Records whose outcomes are not all the same: heatmaps with other ids, or a heatmap and a dead letter; but a record that is done
     * again may have expired in between.
     */
    List<String> contradictions() {
        return inputs.keySet().stream()
                .filter(id -> (heatmaps.containsKey(id) && deadLetters.containsKey(id) && !onlyExpired(id))
                        || Set.copyOf(heatmaps.getOrDefault(id, List.of())).size() > 1)
                .toList();
    }

    /** Outcomes of records that there are none of. */
    Set<String> invented() {
        Set<String> ids = new HashSet<>(heatmaps.keySet());
        ids.addAll(deadLetters.keySet());
        ids.removeAll(inputs.keySet());
        return ids;
    }

    /**
     * Records whose heatmap came too late. Not those that had ended before, as expired: a suspended instance may have explained them
     * in time and say so afterwards, a duplicate for whoever knows of both.
     */
    List<String> disorders() {
        return overtaken.entrySet().stream()
                .filter(entry -> !onlyExpired(entry.getKey()))
                .map(entry -> entry.getKey() + " after " + entry.getValue())
                .toList();
    }

    private boolean onlyExpired(String id) {
        return Set.copyOf(deadLetters.getOrDefault(id, List.of())).equals(Set.of("deadline-exceeded"));
    }

    private static int sizeOf(Map<String, List<String>> outcomes, String id) {
        return outcomes.getOrDefault(id, List.of()).size();
    }

    private void heatmap(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = KafkaFixture.headers(record);
        String id = headers.get("ce_causationid");
        noted(id, record);
        List<String> known = heatmaps.computeIfAbsent(id, name -> new ArrayList<>());
        if (known.isEmpty() && record.key() != null) {
            int slash = id.lastIndexOf('/');
            long offset = Long.parseLong(id.substring(slash + 1));
            Long last = lastOfLane.put(id.substring(0, slash) + " " + text(record.key()), offset);
            if (last != null && last > offset) {
                overtaken.put(id, last);
            }
        }
        known.add(headers.get("ce_id"));
    }

    private void noted(String id, ConsumerRecord<byte[], byte[]> record) {
        where.computeIfAbsent(id, name -> new ArrayList<>())
                .add(record.topic() + "/" + record.partition() + "/" + record.offset() + " at "
                        + Instant.ofEpochMilli(record.timestamp()));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads all that is committed now. */
    static void each(String bootstrap, String topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        try (KafkaConsumer<byte[], byte[]> consumer = reader(bootstrap)) {
            consumer.assign(consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(action);
            }
        }
    }

    static KafkaConsumer<byte[], byte[]> reader(String bootstrap) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "isolation.level",
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
