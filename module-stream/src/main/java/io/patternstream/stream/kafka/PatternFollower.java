/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.training.DriftHistory;
import io.patternstream.stream.training.SnapshotCodec;
import io.patternstream.stream.training.SnapshotEntry;
import io.patternstream.stream.training.SnapshotManifest;
import io.patternstream.stream.training.SnapshotMessages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
    static final String ROLE = "patterns";
    private static final Logger LOGGER = LoggerFactory.getLogger(PatternFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Parts parts;
    private final TopicPartition partition;
    private final String entries;
    private volatile SnapshotMessages messages;
    private long end;
    /** What is to be swapped to. */
    private Optional<SnapshotMessages.Assembled> pending = Optional.empty();
    /** The manifests met while the topic is read to its end, in that order: once it is compacted, chunks may come after them. */
    private final List<SnapshotManifest> met = new ArrayList<>();

    private Optional<SnapshotManifest> decision = Optional.empty();
    private boolean settled;
    private boolean stays;
    private String active = "";
    private String read = "";
    private volatile boolean caughtUp;
    private volatile Optional<SnapshotManifest> latest = Optional.empty();
    private volatile Optional<SnapshotManifest> pinned = Optional.empty();

    PatternFollower(Parts parts) {
        this.parts = parts;
        this.partition = new TopicPartition(parts.topic(), 0);
        this.entries = SnapshotEntry.key(parts.model().name(), "");
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
     * @param drift remembers how the topic's last snapshots compared
     * @param activate makes a snapshot the active one; throws if it does not fit
     * @param swapped is told of a snapshot, and whether it was activated
     */
    record Parts(
            String topic,
            ModelDescription model,
            ClientSettings settings,
            KafkaTopics topics,
            SnapshotCodec codec,
            DriftHistory drift,
            java.util.function.Consumer<PatternSnapshot> activate,
            java.util.function.BiConsumer<PatternSnapshot, Boolean> swapped) {}

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
        return ROLE;
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
        met.clear();
        parts.drift().begin();
        decision = Optional.empty();
        settled = false;
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
        if (!settled && consumer.position(partition) >= end) {
            settle();
        }
        if (settled) {
            pending.filter(whole -> !whole.manifest().id().equals(active)).ifPresent(this::swap);
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
                decision = value == null ? Optional.empty() : Optional.of(SnapshotManifest.decode(value.toArray()));
                if (settled) {
                    decide();
                }
            } else if (key.startsWith(entries)) {
                remember(value);
            } else if (settled || value == null || !key.equals(parts.model().name())) {
                messages.read(new SnapshotMessages.Message(key, value)).ifPresent(this::learned);
            } else {
                met.add(SnapshotManifest.decode(value.toArray()));
            }
        } catch (IllegalArgumentException e) {
            LOGGER.atWarn()
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", Text.oneLine(String.valueOf(e.getMessage()), 300))
                    .log("A message of the patterns topic is not understood and passed over");
        }
    }

    private void remember(@Nullable Payload value) {
        if (value != null) {
            SnapshotEntry entry = SnapshotEntry.decode(value.toArray());
            if (entry.origin().provenance().modelSha256().equals(parts.model().sha256())) {
                parts.drift().add(entry);
            }
        }
    }

    /** The end of the topic is reached: the newest snapshot that is whole counts, and the last decision. */
    private void settle() {
        settled = true;
        messages.newest(met).ifPresent(this::learned);
        met.clear();
        if (decision.isPresent() || pinned.isPresent()) {
            decide();
        }
    }

    private void learned(SnapshotMessages.Assembled whole) {
        read(whole.manifest().id());
        if (latest.isEmpty() || whole.manifest().newerThan(latest.get())) {
            latest = Optional.of(whole.manifest());
            pending = stays ? pending : Optional.of(whole);
        }
    }

    /** An operator has decided for a snapshot to stay with, or for none; its chunks are needed even if some are missing. */
    private void decide() {
        pinned = decision;
        Optional<SnapshotMessages.Assembled> wanted = decision.flatMap(messages::assembled);
        stays = wanted.isPresent();
        pending = wanted.or(() -> latest.flatMap(messages::assembled));
        if (decision.isPresent() && !stays) {
            LOGGER.atWarn()
                    .addKeyValue("snapshotId", decision.get().id())
                    .log("The pinned snapshot is of another model, or not all of it is in the topic: pin it again");
        } else {
            LOGGER.atInfo()
                    .addKeyValue(
                            "snapshotId", decision.map(SnapshotManifest::id).orElse("(the newest)"))
                    .log("An operator has chosen the patterns");
        }
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
            active = manifest.id();
            LOGGER.atInfo()
                    .addKeyValue("snapshotId", manifest.id())
                    .addKeyValue("samples", manifest.samples())
                    .log("Patterns were swapped");
        } finally {
            parts.swapped().accept(snapshot, applied);
        }
    }
}
