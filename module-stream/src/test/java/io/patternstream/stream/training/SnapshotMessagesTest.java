/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.stream.metrics.LayerDrift;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import io.patternstream.stream.training.SnapshotMessages.Assembled;
import io.patternstream.stream.training.SnapshotMessages.Held;
import io.patternstream.stream.training.SnapshotMessages.Message;
import io.patternstream.stream.training.SnapshotMessages.Writing;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SnapshotMessagesTest {
    private static final int LARGEST = 900 * 1024;

    private final SnapshotMessages messages = SnapshotMessages.of(ScriptedExplainer.MODEL);
    private final List<Message> log = new ArrayList<>();
    private Set<String> needed = Set.of();
    private final byte[] head = bytes(1, 500);
    private final byte[] large = bytes(2, 3 * LARGEST);
    private final byte[] small = bytes(3, LARGEST + 1);

    @Test
    void chunksAndManifestGiveTheSameBytesAgain() {
        // When
        Writing writing = write(8, head, large, small);

        // Then
        assertThat(writing.obsolete()).isEmpty();
        assertThat(writing.missing())
                .hasSize(1 + 3 + 2)
                .allMatch(message -> message.value() != null && message.value().size() <= LARGEST);
        assertThat(writing.manifest().key()).isEqualTo("scripted");
        List<Assembled> read = readAll(log);
        assertThat(read).hasSize(1);
        assertThat(read.get(0).bytes().toArray()).isEqualTo(join(head, large, small));
        assertThat(read.get(0).manifest().offsets()).containsExactly(Map.entry("training/0", 8L));
    }

    @Test
    void onlyChunksThatChangedAreWrittenAgain() {
        // Given
        write(8, head, large, small);
        byte[] changed = large.clone();
        changed[LARGEST + 17]++;

        // When
        Writing writing = write(16, bytes(4, 510), changed, small);

        // Then: the head, whose length is another, and the middle of three chunks
        assertThat(writing.missing()).hasSize(2);
        assertThat(writing.obsolete()).isEmpty();
        assertThat(readAll(log).get(1).bytes().toArray()).isEqualTo(join(bytes(4, 510), changed, small));
    }

    @Test
    void whatASnapshotChangesIsInItsManifestAndNotInItsBytes() {
        // Given
        SnapshotQuality quality = new SnapshotQuality(
                "s8",
                List.of(
                        new LayerDrift("conv1", 0.25, OptionalDouble.of(0.5), OptionalDouble.of(0.75)),
                        new LayerDrift("fc", 1e-9, OptionalDouble.empty(), OptionalDouble.empty())));
        // When
        Writing with = messages.encode(snapshot(16), List.of(head), "id", held(), Optional.of(quality));
        Writing without = messages.encode(snapshot(16), List.of(head), "id", held(), Optional.empty());
        // Then
        SnapshotManifest manifest = manifest(with);
        assertThat(manifest.quality()).contains(quality);
        assertThat(manifest(without).quality()).isEmpty();
        assertThat(manifest.sha256()).isEqualTo(manifest(without).sha256());
        assertThat(with.missing()).isEqualTo(without.missing());
    }

    private static SnapshotManifest manifest(Writing writing) {
        Payload value = writing.manifest().value();
        assertThat(value).isNotNull();
        return SnapshotManifest.decode(value.toArray());
    }

    @Test
    void chunksThatNeitherTheNewestNorTheNextSnapshotNeedsAreDeleted() {
        // Given
        write(8, head, large);
        write(16, head, small);

        // When
        Writing writing = write(24, head, bytes(5, 100));

        // Then: the three of the first one
        assertThat(writing.obsolete()).hasSize(3).allMatch(message -> message.value() == null);
        assertThat(readAll(log)).extracting(whole -> whole.manifest().id()).containsExactly("s8", "s16", "s24");
        assertThat(messages.chunks()).hasSize(1 + 2 + 1);
    }

    @Test
    void aWriterThatDiesAnywhereLeavesTheSnapshotBeforeItWhole() {
        // Given
        write(8, head, large);
        write(16, head, small);
        List<Message> before = List.copyOf(log);
        Writing writing = write(24, head, bytes(5, 3 * LARGEST));
        List<Message> sent = new ArrayList<>(writing.obsolete());
        sent.addAll(writing.missing());

        for (int died = 0; died <= sent.size(); died++) {
            List<Message> left = new ArrayList<>(before);
            left.addAll(sent.subList(0, died));

            // Then
            List<Assembled> read = readAll(compacted(left));
            assertThat(read).hasSize(1);
            assertThat(read.get(0).bytes().toArray()).isEqualTo(join(head, small));
        }
    }

    @Test
    void whatAWriterThatDiedHasLeftIsUsedOrDeleted() {
        // Given
        write(8, head, large);
        List<Message> lost = messages.encode(snapshot(16), List.of(head, small), "id", held(), Optional.empty())
                .missing();
        lost.forEach(this::send);

        // When
        Writing same = messages.encode(snapshot(16), List.of(head, small), "id", held(), Optional.empty());
        Writing other = messages.encode(snapshot(16), List.of(head), "id", held(), Optional.empty());

        // Then
        assertThat(lost).hasSize(2);
        assertThat(same.missing()).isEmpty();
        assertThat(other.obsolete()).hasSize(2);
    }

    @Test
    void whereNothingIsKnownOfTheTopicAllIsWrittenAndNothingDeleted() {
        // Given
        write(8, head, large);

        // When
        Writing writing = messages.encode(snapshot(16), List.of(head, large), "id", Held.UNKNOWN, Optional.empty());

        // Then
        assertThat(writing.missing()).hasSize(1 + 3);
        assertThat(writing.obsolete()).isEmpty();
    }

    @Test
    void afterCompactionTheLastSnapshotIsWhole() {
        // Given
        for (int i = 1; i <= 5; i++) {
            write(8 * i, head, i % 2 == 0 ? small : large);
        }

        // When
        List<Assembled> read = readAll(compacted(log));

        // Then
        assertThat(read).extracting(whole -> whole.manifest().id()).containsExactly("s40");
    }

    @Test
    void aManifestWithoutAllItsChunksIsPassedOver() {
        // Given
        write(8, head, large);
        log.remove(2);

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
        Writing written =
                SnapshotMessages.of(other).encode(snapshot(8), List.of(head), "id", Held.UNKNOWN, Optional.empty());

        // Then
        written.missing().forEach(this::send);
        assertThat(messages.read(written.manifest())).isEmpty();
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

    /** Writes a snapshot to the log as a publisher does that has read the log to its end. */
    private Writing write(long samples, byte[]... sections) {
        Writing writing = messages.encode(snapshot(samples), List.of(sections), "id", held(), Optional.empty());
        writing.obsolete().forEach(this::send);
        writing.missing().forEach(this::send);
        send(writing.manifest());
        return writing;
    }

    private void send(Message message) {
        log.add(message);
        messages.read(message)
                .ifPresent(whole -> needed = Set.copyOf(whole.manifest().chunks()));
    }

    private Held held() {
        return new Held(messages.chunks(), needed);
    }

    private static byte[] join(byte[]... sections) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] section : sections) {
            all.writeBytes(section);
        }
        return all.toByteArray();
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
        return new SnapshotManifest("s", "m", "", "", List.of(), 1, "id", offsets, Optional.empty());
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
