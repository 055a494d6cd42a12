/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import io.patternstream.stream.training.SnapshotMessages.Assembled;
import io.patternstream.stream.training.SnapshotMessages.Message;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SnapshotMessagesTest {
    private static final int LARGEST = 900 * 1024;

    private final SnapshotMessages messages = SnapshotMessages.of(ScriptedExplainer.MODEL);
    private final byte[] first = bytes(1, 2 * LARGEST + 1);
    private final byte[] second = bytes(2, 3 * LARGEST);

    @Test
    void chunksAndManifestGiveTheSameBytesAgain() {
        // When
        List<Message> written = messages.encode(snapshot(8), first, "a", "id");
        List<Assembled> read = readAll(written);

        // Then
        assertThat(written).hasSize(4).allMatch(message -> message.value().size() <= LARGEST);
        assertThat(written.get(3).key()).isEqualTo("scripted");
        assertThat(read).hasSize(1);
        assertThat(read.get(0).bytes().toArray()).isEqualTo(first);
        assertThat(read.get(0).manifest().offsets()).containsExactly(Map.entry("training/0", 8L));
    }

    @Test
    void aWriterThatDiesBetweenChunksLeavesTheSnapshotBeforeItWholeAfterCompaction() {
        // Given
        List<Message> log = new ArrayList<>(messages.encode(snapshot(8), first, "a", "id"));
        log.addAll(messages.encode(snapshot(16), second, "b", "id").subList(0, 2));

        // When
        List<Assembled> read = readAll(compacted(log));

        // Then
        assertThat(read).hasSize(1);
        assertThat(read.get(0).bytes().toArray()).isEqualTo(first);
    }

    @Test
    void afterCompactionTheLastSnapshotIsWhole() {
        // Given
        List<Message> log = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            log.addAll(messages.encode(snapshot(8 * i), i % 2 == 0 ? second : first, i % 2 == 0 ? "b" : "a", "id"));
        }

        // When
        List<Assembled> read = readAll(compacted(log));

        // Then
        assertThat(read).extracting(whole -> whole.manifest().id()).containsExactly("s40");
    }

    @Test
    void aManifestWhoseChunksWereOverwrittenIsPassedOver() {
        // Given
        List<Message> log = new ArrayList<>(messages.encode(snapshot(8), first, "a", "id"));
        log.addAll(0, messages.encode(snapshot(16), second, "a", "id").subList(0, 3));
        log.remove(3);

        // Then
        assertThat(readAll(log)).isEmpty();
    }

    @Test
    void snapshotsOfAnotherModelFileArePassedOver() {
        // Given
        var other = new io.patternstream.api.model.ModelDescription(
                "scripted",
                "ff".repeat(32),
                ScriptedExplainer.MODEL.input(),
                3,
                ScriptedExplainer.MODEL.head(),
                List.of());

        // When
        List<Message> written = SnapshotMessages.of(other).encode(snapshot(8), first, "a", "id");

        // Then
        assertThat(readAll(written)).isEmpty();
    }

    @Test
    void aManifestThatIsNotOneIsAnError() {
        assertThatThrownBy(() ->
                        messages.read(new Message("scripted", Payload.wrap("{]".getBytes(StandardCharsets.UTF_8)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not JSON");
    }

    @Test
    void newerMeansMoreOfSomePartitionAndLessOfNone() {
        // Given
        SnapshotManifest eight = manifest(Map.of("t/0", 8L));
        SnapshotManifest sixteen = manifest(Map.of("t/0", 16L));

        // Then
        assertThat(sixteen.newerThan(eight)).isTrue();
        assertThat(eight.newerThan(sixteen)).isFalse();
        assertThat(eight.newerThan(eight)).isFalse();
        assertThat(manifest(Map.of("t/0", 16L, "t/1", 1L)).newerThan(manifest(Map.of("t/0", 8L, "t/1", 2L))))
                .isFalse();
    }

    private List<Assembled> readAll(List<Message> log) {
        SnapshotMessages reader = SnapshotMessages.of(ScriptedExplainer.MODEL);
        return log.stream().map(reader::read).flatMap(Optional::stream).toList();
    }

    /** What compaction leaves: the last message of every key, in the order of those. */
    private static List<Message> compacted(List<Message> log) {
        Map<String, Message> last = new LinkedHashMap<>();
        for (Message message : log) {
            last.remove(message.key());
            last.put(message.key(), message);
        }
        return List.copyOf(last.values());
    }

    private static SnapshotManifest manifest(Map<String, Long> offsets) {
        return new SnapshotManifest("s", "m", "", "", "a", 1, 1, "id", offsets);
    }

    private static PatternSnapshot snapshot(long samples) {
        return new PatternSnapshot(
                new SnapshotId("s" + samples),
                new PatternSnapshot.Provenance("", List.of(), samples, Map.of("training/0", samples), Instant.EPOCH),
                List.of());
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
