/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatWasReadGoesOnBitForBitWhereTheWriterStopped() throws IOException {
        // Given
        PatternTrainer whole = Snapshots.trainer();
        Snapshots.fold(whole, 0, 64);
        PatternTrainer restored = read(bytes(whole)).trainer();

        // When
        Snapshots.fold(whole, 64, 130);
        Snapshots.fold(restored, 64, 130);

        // Then
        assertThat(restored.samples()).isEqualTo(130);
        assertThat(bytes(restored)).isEqualTo(bytes(whole));
    }

    @Test
    void fadedStatisticsGoOnBitForBitAsWell() throws IOException {
        // Given
        PatternTrainer whole = Snapshots.trainer();
        Snapshots.fold(whole, 0, 64);
        whole.fade(0.3);
        Snapshots.fold(whole, 64, 70);
        PatternTrainer restored = read(bytes(whole)).trainer();

        // When
        for (PatternTrainer trainer : List.of(whole, restored)) {
            trainer.fade(0.7);
            Snapshots.fold(trainer, 70, 130);
        }

        // Then (0.21 * 64 + 0.7 * 6 + 60)^2 / (0.21^2 * 64 + 0.7^2 * 6 + 60)
        PatternSnapshot.Provenance provenance = restored.snapshot(Map.of()).provenance();
        assertThat(bytes(restored)).isEqualTo(bytes(whole));
        assertThat(provenance.samples()).isEqualTo(130);
        assertThat(provenance.effectiveSamples()).isCloseTo(91.663, within(0.001));
        assertThat(read(bytes(whole)).provenance()).isEqualTo(provenance);
    }

    @Test
    void statisticsThatNeverFadeAreWrittenAsEver() throws IOException {
        // Given
        PatternTrainer trainer = Snapshots.trainer();
        Snapshots.fold(trainer, 0, 64);

        // When
        StatisticsFile.Shard shard = read(bytes(trainer));

        // Then
        assertThat(shard.labels()).containsOnlyKeys("model_name", "topic_id");
        assertThat(shard.provenance().effectiveSamples()).isEqualTo(64);
    }

    @Test
    void mergedShardsEqualASinglePass() throws IOException {
        // Given three shards, also in other orders
        PatternSnapshot single = Snapshots.learned();
        int[][] shards = {{0, 13}, {13, 90}, {90, 130}};
        for (int[] order : new int[][] {{0, 1, 2}, {2, 0, 1}, {1, 2, 0}}) {
            // When
            PatternTrainer merged = shard(shards[order[0]]).trainer();
            for (int i = 1; i < order.length; i++) {
                merged.combine(shard(shards[order[i]]).trainer());
            }

            // Then
            assertThat(merged.samples()).isEqualTo(130);
            assertSame(merged.snapshot(Map.of()), single);
        }
    }

    @Test
    void patternsAreReadFromAFileWithStatistics() {
        // Given
        PatternTrainer trainer = Snapshots.trainer();
        Snapshots.fold(trainer, 0, 130);
        PatternSnapshot snapshot = trainer.snapshot(Map.of("training/0", 130L));
        Path file = folder.resolve("shard.npz");

        // When
        StatisticsFile.write(file, trainer, snapshot);

        // Then
        assertThat(PatternFile.read(file, Snapshots.MODEL, Snapshots.LAYERS).id())
                .isEqualTo(snapshot.id());
        PatternListing listing = PatternFile.inspect(file);
        assertThat(listing.statistics()).isTrue();
        assertThat(listing.arrays()).hasSize(4);
        StatisticsFile.Shard shard = StatisticsFile.read(file, () -> Snapshots.NOW);
        assertThat(shard.provenance()).isEqualTo(snapshot.provenance());
        assertThat(shard.trainer().snapshot(Map.of()).id()).isEqualTo(snapshot.id());
    }

    @Test
    void refusesToMergeStatisticsOfAnotherModelOrOfOtherWeights() {
        // Given
        PatternTrainer trainer = Snapshots.trainer();
        PatternTrainer other =
                PatternTrainer.create(Snapshots.OTHER_MODEL, Snapshots.LAYERS, List.of("linear"), () -> Snapshots.NOW);
        PatternTrainer fewer = PatternTrainer.create(
                Snapshots.MODEL, Snapshots.LAYERS.subList(0, 1), List.of("linear"), () -> Snapshots.NOW);

        // Then
        assertThatThrownBy(() -> trainer.combine(other))
                .isInstanceOf(PatternMismatchException.class)
                .hasMessageContaining(Snapshots.OTHER_MODEL.sha256());
        assertThatThrownBy(() -> trainer.combine(fewer))
                .isInstanceOf(PatternMismatchException.class)
                .hasMessageContaining("other weights");
    }

    @Test
    void refusesAFileOfPatternsOnly() {
        // Given
        Path file = folder.resolve("p.npz");
        PatternFile.write(file, Snapshots.learned(), Snapshots.LAYERS);

        // Then
        assertThatThrownBy(() -> StatisticsFile.read(file, () -> Snapshots.NOW))
                .isInstanceOf(PatternFormatException.class)
                .hasMessageContaining("p.npz: it holds no statistics, only patterns");
    }

    @Test
    void noticesDamageAndTruncation() throws IOException {
        // Given
        byte[] whole = bytes(Snapshots.trainer());
        int directory = new String(whole, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");

        // Then
        for (int length = 0; length < directory; length += 131) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(part)).isInstanceOf(PatternFormatException.class);
        }
        byte[] broken = whole.clone();
        int value = new String(whole, StandardCharsets.ISO_8859_1).indexOf("mean_x.npy") + 200;
        broken[value] ^= 1;
        assertThatThrownBy(() -> read(broken)).isInstanceOf(PatternFormatException.class);
    }

    @Test
    void refusesStatisticsThatAreNotFinite() throws IOException {
        // Given
        PatternTrainer trainer = Snapshots.trainer();
        Snapshots.fold(trainer, 0, 64);
        trainer.accept(Snapshots.nan());

        // Then
        assertThatThrownBy(() -> read(bytes(trainer)))
                .isInstanceOf(PatternFormatException.class)
                .hasMessageContaining("NaN");
    }

    @Test
    void labelsComeBackAndEqualContentGivesEqualBytes() throws IOException {
        // Given
        PatternTrainer trainer = Snapshots.trainer();
        Snapshots.fold(trainer, 0, 64);

        // Then
        assertThat(read(bytes(trainer)).labels()).containsEntry("topic_id", "abc");
        assertThat(bytes(trainer)).isEqualTo(bytes(trainer));
    }

    private static StatisticsFile.Shard shard(int... rows) throws IOException {
        PatternTrainer trainer = Snapshots.trainer();
        Snapshots.fold(trainer, rows[0], rows[1]);
        return read(bytes(trainer));
    }

    private static byte[] bytes(PatternTrainer trainer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StatisticsFile.write(out, trainer, trainer.snapshot(Map.of()), Map.of("topic_id", "abc"));
        return out.toByteArray();
    }

    private static StatisticsFile.Shard read(byte[] bytes) throws IOException {
        return StatisticsFile.read(
                "shard", new ByteArrayInputStream(bytes), bytes.length, List.of(), () -> Snapshots.NOW);
    }

    /** Patterns of well-conditioned neurons: rounding of 1e-12 in the statistics stays below 1e-10 in them. */
    private static void assertSame(PatternSnapshot actual, PatternSnapshot expected) {
        for (LayerPattern pattern : expected.patterns()) {
            LayerPattern same =
                    actual.pattern(pattern.layer(), pattern.regime()).orElseThrow();
            assertThat(same.degenerate()).isEqualTo(pattern.degenerate());
            assertThat(same.toArray()).containsExactly(pattern.toArray(), within(1e-10));
        }
    }
}
