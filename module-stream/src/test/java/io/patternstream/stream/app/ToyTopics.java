/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.stream.kafka.FreshTopics;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.training.SnapshotManifest;
import io.patternstream.stream.training.SnapshotMessages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What tests of training do with topics of a real broker. */
final class ToyTopics implements AutoCloseable {
    final String bootstrap;
    final Admin admin;

    ToyTopics(String bootstrap) {
        this.bootstrap = bootstrap;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    void create(String topic, int partitions) throws Exception {
        List<NewTopic> made = List.of(new NewTopic(topic, partitions, (short) 1));
        admin.createTopics(made).all().get();
        FreshTopics.awaitLeaders(admin, made);
    }

    /**
     * Sends so many random images to each partition; every 50th is no image. By a producer of its own: one that has sent to a
     * topic which was deleted and made again waits for its time-out where the new one refused its first records.
     */
    void fill(String topic, int partitions, int images, long seed) {
        Random random = new Random(seed);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < images; i++) {
                for (int p = 0; p < partitions; p++) {
                    String value =
                            i % 50 == 49 ? "broken" : random.nextGaussian() + " " + (1000 + random.nextGaussian());
                    producer.send(new ProducerRecord<>(topic, p, null, value));
                }
            }
        }
    }

    /**
     * Waits until a snapshot with these offsets is in the patterns topic; returns all snapshots of the same training topic by
     * their offsets. Those of the same offsets must have the same bytes.
     */
    Map<Map<String, Long>, Payload> snapshots(String group, Map<String, Long> last) {
        Map<Map<String, Long>, Payload> found = new LinkedHashMap<>();
        AtomicReference<String> topicId = new AtomicReference<>("");
        SnapshotMessages messages = SnapshotMessages.of(ToyModel.MODEL);
        TopicPartition partition = new TopicPartition(group + ".patterns", 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            until("snapshot " + last + " of " + group, () -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    messages.read(new SnapshotMessages.Message(
                                    key, record.value() == null ? null : Payload.wrap(record.value())))
                            .ifPresent(whole -> {
                                SnapshotManifest manifest = whole.manifest();
                                if (!topicId.getAndSet(manifest.topicId()).equals(manifest.topicId())) {
                                    found.clear();
                                }
                                Payload before = found.put(manifest.offsets(), whole.bytes());
                                assertThat(whole.bytes()).isEqualTo(before == null ? whole.bytes() : before);
                            });
                }
                return found.containsKey(last);
            });
        }
        return found;
    }

    /** Waits for something that another thread or process brings about; fails after a minute. */
    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long for " + what).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
