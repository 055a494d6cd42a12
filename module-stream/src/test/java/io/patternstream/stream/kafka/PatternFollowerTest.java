/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.pattern.SnapshotOrigin;
import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.config.KafkaConfig;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.metrics.LayerDrift;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import io.patternstream.stream.training.DriftHistory;
import io.patternstream.stream.training.DriftPoint;
import io.patternstream.stream.training.FoldPolicy;
import io.patternstream.stream.training.SnapshotCodec;
import io.patternstream.stream.training.SnapshotEntry;
import io.patternstream.stream.training.SnapshotMessages;
import io.patternstream.stream.training.SnapshotMessages.Held;
import io.patternstream.stream.training.SnapshotMessages.Message;
import io.patternstream.stream.training.SnapshotMessages.Writing;
import io.patternstream.stream.training.SnapshotQuality;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Which patterns become active, in whatever order compaction has left the records. */
final class PatternFollowerTest {
    private static final TopicPartition PARTITION = new TopicPartition("patterns", 0);
    private static final byte[] SHARED = {1, 2, 3};

    private final List<String> activated = new ArrayList<>();
    private final List<Message> log = new ArrayList<>();
    private final DriftHistory drift = new DriftHistory();
    private final SnapshotMessages writer = SnapshotMessages.of(ScriptedExplainer.MODEL);
    private final Writing older = write("older", 8);
    private final Writing newer = write("newer", 16);

    @Test
    void manifestsMayComeBeforeTheirChunks() {
        // Given
        log.add(newer.manifest());
        log.addAll(newer.missing());

        // When
        PatternFollower follower = follow();

        // Then
        assertThat(activated).containsExactly("newer");
        assertThat(follower.caughtUp()).isTrue();
    }

    @Test
    void aPinMayComeBeforeItsChunksToo() {
        // Given
        log.add(pin(older));
        log.add(newer.manifest());
        log.addAll(newer.missing());
        log.addAll(older.missing());

        // When
        follow();

        // Then
        assertThat(activated).containsExactly("older");
    }

    @Test
    void chunksOfAPinThatIsNotWholeAreStillNeeded() {
        // Given
        log.add(pin(older));
        log.addAll(newer.missing());
        log.add(newer.manifest());

        // When
        PatternFollower follower = follow();

        // Then
        assertThat(activated).containsExactly("newer");
        assertThat(follower.held().needed())
                .hasSize(older.missing().size() + newer.missing().size() - 1);
    }

    @Test
    void whatIsDeletedIsNotPinned() {
        // Given
        log.addAll(older.missing());
        log.add(pin(older));
        log.addAll(newer.missing());
        log.add(newer.manifest());
        log.add(new Message(writer.pin(), null));

        // When
        follow();

        // Then
        assertThat(activated).containsExactly("newer");
    }

    @Test
    void whatAnOldOwnerWritesLateReplacesNothingNewer() {
        // Given
        log.addAll(newer.missing());
        log.add(newer.manifest());
        log.addAll(older.missing());
        log.add(older.manifest());

        // When
        follow();

        // Then
        assertThat(activated).containsExactly("newer");
    }

    @Test
    void whatAnOldOwnerWritesWhileTheTopicIsFollowedReplacesNothingNewer() {
        // Given
        log.addAll(newer.missing());
        log.add(newer.manifest());
        PatternFollower follower = follower();
        turn(follower, 0);

        // When
        int read = log.size();
        log.addAll(older.missing());
        log.add(older.manifest());
        turn(follower, read);

        // Then
        assertThat(activated).containsExactly("newer");
    }

    @Test
    void whatIsKnownOfSnapshotsIsRememberedWhoeverCompared() {
        // Given
        log.add(entry("older", ScriptedExplainer.MODEL.sha256(), 0.125));
        log.add(entry("of another file", "beef", 0.75));
        log.add(entry("refused", ScriptedExplainer.MODEL.sha256(), 0.5));

        // When
        follow();

        // Then
        assertThat(drift.points())
                .extracting(DriftPoint::snapshot, DriftPoint::distance)
                .containsExactly(tuple("older", 0.125), tuple("refused", 0.5));
        assertThat(drift.points().get(0).activeRho()).hasValue(0.5);
    }

    private static Message entry(String id, String sha256, double distance) {
        PatternSnapshot.Provenance made =
                new PatternSnapshot.Provenance(sha256, List.of("linear"), 8, Map.of("training/0", 8L), Instant.EPOCH);
        SnapshotQuality quality = new SnapshotQuality(
                "active",
                List.of(
                        new LayerDrift("conv", distance / 2, OptionalDouble.of(0.25), OptionalDouble.empty()),
                        new LayerDrift("fc", distance, OptionalDouble.of(0.75), OptionalDouble.empty())));
        SnapshotEntry entry = new SnapshotEntry(
                new SnapshotOrigin(new SnapshotId(id), made),
                "cafe",
                "topic",
                "none",
                new FoldPolicy(8, 8, OptionalInt.empty()),
                Optional.of(quality),
                List.of());
        return new Message(SnapshotEntry.key(ScriptedExplainer.MODEL.name(), id), Payload.wrap(entry.encode()));
    }

    private Message pin(Writing writing) {
        return new Message(writer.pin(), writing.manifest().value());
    }

    private Writing write(String id, long samples) {
        PatternSnapshot snapshot = new PatternSnapshot(
                new SnapshotId(id),
                new PatternSnapshot.Provenance(
                        ScriptedExplainer.MODEL.sha256(),
                        List.of("linear"),
                        samples,
                        Map.of("training/0", samples),
                        Instant.EPOCH),
                List.of());
        return writer.encode(
                snapshot,
                List.of(SHARED, id.getBytes(StandardCharsets.UTF_8)),
                "topic",
                Held.UNKNOWN,
                Optional.empty());
    }

    private PatternFollower follow() {
        PatternFollower follower = follower();
        turn(follower, 0);
        return follower;
    }

    private PatternFollower follower() {
        StreamConfig config = ConfigLoader.parse(
                """
                kafka:
                  bootstrap-servers: localhost:1
                model:
                  file: toy
                """,
                "test",
                Path.of("."));
        KafkaConfig kafka = config.kafka();
        ClientSettings settings = new ClientSettings(kafka);
        return new PatternFollower(new PatternFollower.Parts(
                PARTITION.topic(),
                ScriptedExplainer.MODEL,
                settings,
                new KafkaTopics(config.topics(), settings),
                new Codec(),
                drift,
                snapshot -> activated.add(snapshot.id().value()),
                (snapshot, applied) -> {}));
    }

    /** Lets it read what the topic holds from an offset on. */
    private void turn(PatternFollower follower, int from) {
        try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest")) {
            consumer.assign(List.of(PARTITION));
            consumer.updateBeginningOffsets(Map.of(PARTITION, (long) from));
            for (Message message : log.subList(from, log.size())) {
                consumer.addRecord(new ConsumerRecord<>(
                        PARTITION.topic(),
                        0,
                        log.indexOf(message),
                        message.key().getBytes(StandardCharsets.UTF_8),
                        message.value() == null ? null : message.value().toArray()));
            }
            follower.turn(consumer);
        }
    }

    /** A snapshot's bytes are the shared ones and its name. */
    private static final class Codec implements SnapshotCodec {
        @Override
        public List<byte[]> encode(PatternSnapshot snapshot) {
            throw new UnsupportedOperationException("nothing is written here");
        }

        @Override
        public PatternSnapshot decode(byte[] bytes) {
            String id = new String(bytes, SHARED.length, bytes.length - SHARED.length, StandardCharsets.UTF_8);
            return new PatternSnapshot(
                    new SnapshotId(id),
                    new PatternSnapshot.Provenance(
                            ScriptedExplainer.MODEL.sha256(), List.of("linear"), 1, Map.of(), Instant.EPOCH),
                    List.of());
        }
    }
}
