/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.stream.broker.BrokerProcess;
import io.patternstream.stream.broker.EmbeddedBroker;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shows why the image consumer owns a raw {@code KafkaConsumer}: the one of vertx-kafka-client stops polling while it is
 * paused, so back-pressure that lasts longer than {@code max.poll.interval.ms} costs it its group membership, while a raw one
 * that pauses its partitions and keeps polling stays. If the first assertion ever fails, the decision can be reconsidered.
 */
@Timeout(120)
final class VertxConsumerIT {
    private static final int POLL_INTERVAL_MILLIS = 3_000;

    @TempDir
    private Path folder;

    @Test
    void aPausedVertxConsumerLosesItsMembershipAndARawOneDoesNot() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (BrokerProcess broker = EmbeddedBroker.start(folder.resolve("broker"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            // Given two groups of one member each
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
            KafkaConsumer<byte[], byte[]> wrapped =
                    KafkaConsumer.create(vertx, settings(broker, "wrapped"), byte[].class, byte[].class);
            wrapped.handler(record -> {});
            wrapped.subscribe("t").toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            try (var raw = new org.apache.kafka.clients.consumer.KafkaConsumer<byte[], byte[]>(
                    Map.copyOf(settings(broker, "raw")), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                raw.subscribe(List.of("t"));
                pollUntil(raw, () -> members(admin, "wrapped") == 1 && members(admin, "raw") == 1);

                // When both pause for longer than the poll interval
                wrapped.pause();
                raw.pause(raw.assignment());
                long end = System.nanoTime()
                        + Duration.ofMillis(5L * POLL_INTERVAL_MILLIS).toNanos();
                pollUntil(raw, () -> System.nanoTime() > end || members(admin, "wrapped") == 0);

                // Then
                assertThat(members(admin, "wrapped"))
                        .as("members of the paused Vert.x consumer's group")
                        .isZero();
                assertThat(members(admin, "raw"))
                        .as("members of the raw consumer's group")
                        .isEqualTo(1);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private static void pollUntil(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> raw,
            java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            raw.poll(Duration.ofMillis(100));
        }
    }

    private static long members(Admin admin, String group) {
        try {
            return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .count();
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(GroupIdNotFoundException.class);
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> settings(BrokerProcess broker, String group) {
        return Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "group.id", group,
                "enable.auto.commit", "false",
                "session.timeout.ms", "6000",
                "max.poll.interval.ms", Integer.toString(POLL_INTERVAL_MILLIS),
                "key.deserializer", ByteArrayDeserializer.class.getName(),
                "value.deserializer", ByteArrayDeserializer.class.getName());
    }
}
