/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.training.SnapshotCodec;
import io.patternstream.stream.training.SnapshotManifest;
import io.patternstream.stream.training.SnapshotMessages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the patterns topic, so that every replica swaps to the same snapshots: to the one that an operator has pinned, else to
 * the newest. Reads it to its end, then waits for more.
 * Everything runs on the poll loop's thread except the two questions.
 */
final class PatternFollower implements PollLoop.Role {
    private static final Logger LOGGER = LoggerFactory.getLogger(PatternFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Parts parts;
    private final TopicPartition partition;
    private volatile SnapshotMessages messages;
    private long end;
    /** The newest snapshot while the topic is read to its end: the ones before it are not worth a swap. */
    private Optional<SnapshotMessages.Assembled> pending = Optional.empty();

    private String read = "";
    private volatile boolean caughtUp;
    private volatile Optional<SnapshotManifest> latest = Optional.empty();
    private volatile Optional<SnapshotManifest> pinned = Optional.empty();

    PatternFollower(Parts parts) {
        this.parts = parts;
        this.partition = new TopicPartition(parts.topic(), 0);
        this.messages = SnapshotMessages.of(parts.model());
    }

    /**
     * What the follower is made of.
     *
     * @param topic the patterns topic
     * @param model the model whose patterns are followed
     * @param settings of Kafka's clients
     * @param topics sees to it that the topics are there
     * @param codec bytes to snapshots
     * @param activate makes a snapshot the active one; throws if it does not fit
     * @param metrics receives what is measured
     */
    record Parts(
            String topic,
            ModelDescription model,
            ClientSettings settings,
            KafkaTopics topics,
            SnapshotCodec codec,
            java.util.function.Consumer<PatternSnapshot> activate,
            StreamMetrics metrics) {}

    /** Whether the topic was read to the end that it had when the service began; any thread. */
    boolean caughtUp() {
        return caughtUp;
    }

    /** The newest snapshot of the topic; any thread. */
    Optional<SnapshotManifest> latest() {
        return latest;
    }

    /** What the topic holds, as far as it was read; any thread. */
    SnapshotMessages.Held held() {
        Set<String> needed = new HashSet<>();
        latest.map(SnapshotManifest::chunks).ifPresent(needed::addAll);
        pinned.map(SnapshotManifest::chunks).ifPresent(needed::addAll);
        return new SnapshotMessages.Held(messages.chunks(), needed);
    }

    /** Waits until a snapshot is the last one that was read from the topic, which may be never; any thread but the follower's. */
    synchronized boolean awaitRead(String id, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!id.isEmpty() && !id.equals(read)) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private synchronized void read(String id) {
        read = id;
        notifyAll();
    }

    @Override
    public String name() {
        return "patterns";
    }

    @Override
    public Consumer<byte[], byte[]> open() {
        parts.topics().ensure();
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                parts.settings().follower("patterns"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        messages = SnapshotMessages.of(parts.model());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        end = -1;
        return consumer;
    }

    @Override
    public void turn(Consumer<byte[], byte[]> consumer) {
        if (end < 0) {
            end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            take(record);
        }
        if (caughtUp || consumer.position(partition) >= end) {
            pending.ifPresent(this::swap);
            pending = Optional.empty();
            caughtUp = true;
        }
    }

    @Override
    public void closing(Consumer<byte[], byte[]> consumer) {}

    @Override
    public void closed() {}

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        Payload value = record.value() == null ? null : Payload.wrap(record.value());
        String key = new String(record.key(), StandardCharsets.UTF_8);
        try {
            if (key.equals(messages.pin())) {
                pin(value);
                return;
            }
            Optional<SnapshotMessages.Assembled> assembled = messages.read(new SnapshotMessages.Message(key, value));
            assembled.ifPresent(whole -> read(whole.manifest().id()));
            assembled
                    .filter(whole -> latest.isEmpty() || whole.manifest().newerThan(latest.get()))
                    .ifPresent(whole -> {
                        latest = Optional.of(whole.manifest());
                        pending = pinned.isPresent() ? pending : Optional.of(whole);
                    });
        } catch (IllegalArgumentException e) {
            LOGGER.atWarn()
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", Text.oneLine(String.valueOf(e.getMessage()), 300))
                    .log("A message of the patterns topic is not understood and passed over");
        }
    }

    /** An operator's decision: a snapshot to stay with, or none. */
    private void pin(@Nullable Payload value) {
        Optional<SnapshotManifest> decision =
                value == null ? Optional.empty() : Optional.of(SnapshotManifest.decode(value.toArray()));
        Optional<SnapshotMessages.Assembled> whole = decision.or(() -> latest).flatMap(messages::assembled);
        if (decision.isPresent() && whole.isEmpty()) {
            throw new IllegalArgumentException("the pinned snapshot "
                    + decision.get().id() + " is of another model, or not all of it is in the topic; pin it again");
        }
        LOGGER.atInfo()
                .addKeyValue("snapshotId", decision.map(SnapshotManifest::id).orElse("(the newest)"))
                .log("An operator has chosen the patterns");
        pinned = decision;
        pending = whole;
    }

    private void swap(SnapshotMessages.Assembled whole) {
        SnapshotManifest manifest = whole.manifest();
        try {
            PatternSnapshot snapshot = parts.codec().decode(whole.bytes().toArray());
            activate(snapshot, manifest);
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("snapshotId", manifest.id())
                    .addKeyValue("reason", e.getMessage())
                    .log("A snapshot of the patterns topic is refused");
        }
    }

    private void activate(PatternSnapshot snapshot, SnapshotManifest manifest) {
        boolean applied = false;
        try {
            parts.activate().accept(snapshot);
            applied = true;
            LOGGER.atInfo()
                    .addKeyValue("snapshotId", manifest.id())
                    .addKeyValue("samples", manifest.samples())
                    .log("Patterns were swapped");
        } finally {
            parts.metrics().patternSwap(snapshot, applied);
        }
    }
}
