/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternLearner;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.RecordHeader;
import io.patternstream.stream.pipeline.RecordId;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.pipeline.Trouble;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TrainingFoldTest {
    private static final FoldPolicy POLICY = new FoldPolicy(3, 8, OptionalInt.empty());

    private final Recorder recorder = new Recorder();
    private final List<Trouble> rejected = new ArrayList<>();
    private List<RecordHeader> headers = List.of();
    private TrainingFold.Watch watch = (first, block, learner) -> {};
    private FoldPolicy policy = POLICY;
    private long begin = 120;
    private String missing = "none";

    @Test
    void blocksEndAtMultiplesOfTheirSizeAndAtEverySnapshot() {
        // When
        List<PatternSnapshot> snapshots = fold(Set.of(), "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16");

        // Then
        assertThat(recorder.blocks).containsExactly("0 1 2", "3 4 5", "6 7", "8", "9 10 11", "12 13 14", "15");
        assertThat(snapshots)
                .extracting(snapshot -> snapshot.provenance().samples())
                .containsExactly(8L, 16L);
        assertThat(snapshots.get(1).provenance().offsets()).containsExactly(Map.entry("training/0", 136L));
    }

    @Test
    void theLastImagesBeforeASnapshotAreMeasuredBeforeTheyAreLearnedFrom() {
        // Given: of 8 records a quarter is held out, by whole blocks
        List<String> seen = new ArrayList<>();
        watch = HeldOutImages.of(POLICY, new Meter(seen, Optional.empty()));
        // When
        fold(Set.of(), "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16");
        // Then
        assertThat(seen).containsExactly("begin 6", "6 7", "begin 12", "12 13 14", "15");
    }

    static List<Throwable> failures() {
        return List.of(new OutOfMemoryError("heap"), new IllegalStateException("broken"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aMeterThatFailsCostsNoImage(Throwable failure) {
        // Given: it has no memory for a second copy of the patterns, and something else
        watch = HeldOutImages.of(POLICY, new Meter(new ArrayList<>(), Optional.of(failure)));
        // When
        List<PatternSnapshot> snapshots = fold(Set.of(), "0 1 2 3 4 5 6 7 ");
        // Then
        assertThat(snapshots)
                .extracting(snapshot -> snapshot.provenance().samples())
                .containsExactly(8L);
    }

    /** Writes down what it is shown. */
    private record Meter(List<String> seen, Optional<Throwable> failure) implements QualityMeter {
        @Override
        public void begin(PatternSnapshot before) {
            seen.add("begin " + before.provenance().samples());
        }

        @Override
        public void observe(Tensor images) {
            failure.ifPresent(TrainingFoldTest::raise);
            seen.add(String.join(" ", values(images)));
        }

        @Override
        public Optional<SnapshotQuality> measure(PatternSnapshot candidate) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    @Test
    void whatWasFoldedFadesAtEveryBorderByTheOffsetsThatHavePassed() {
        // Given empty, broken and missing blocks
        policy = new FoldPolicy(3, 8, OptionalInt.of(6));
        missing = "3 4 5 6 7 8 9";
        RecordId broken = new RecordId("training", 0, 129);

        // When
        fold(Set.of(broken), "0 1 2 3 4 5 6 7 8 9 10 11 bad bad bad 15 16");

        // Then: over a block, a gap, a broken block, one without an image, and one that a snapshot ends
        assertThat(recorder.blocks).containsExactly("fades", "0 1 2", "fades", "fades", "fades", "fades", "15");
        assertThat(recorder.fadings).containsExactly(power(3), power(6), power(3), power(3), power(1));
    }

    private static void raise(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    private static double power(int offsets) {
        return StrictMath.pow(2, -offsets / 6.0);
    }

    @Test
    void afterAGapOfAnyWidthSomethingIsLeft() {
        assertThat(new FoldPolicy(3, 8, OptionalInt.of(64)).remaining(Long.MAX_VALUE))
                .isEqualTo(0x1p-20);
        assertThat(POLICY.remaining(Long.MAX_VALUE)).isEqualTo(1);
    }

    @Test
    void undecodableRecordsAreReportedAndStillCountForTheBorders() {
        // When
        List<PatternSnapshot> snapshots = fold(Set.of(), "0 bad 2 3 4 5 6 ");

        // Then
        assertThat(recorder.blocks).containsExactly("0 2", "3 4 5", "6");
        assertThat(snapshots)
                .extracting(snapshot -> snapshot.provenance().samples())
                .containsExactly(6L);
        assertThat(rejected).extracting(Trouble::type).containsOnly(ErrorType.UNDECODABLE);
        assertThat(rejected).hasSize(2);
    }

    @Test
    void aBlockThatCannotBeFoldedIsNamedAndLeftOutTheNextTime() {
        // Given
        String records = "0 1 2 666 4 5 6 7";

        // When
        BlockFailedException failure = catchThrowableOfType(BlockFailedException.class, () -> fold(Set.of(), records));
        recorder.blocks.clear();
        recorder.samples = 0;
        List<PatternSnapshot> snapshots = fold(Set.of(failure.block()), records);

        // Then
        assertThat(failure.block()).isEqualTo(new RecordId("training", 0, 123));
        assertThat(recorder.blocks).containsExactly("0 1 2", "6 7");
        assertThat(snapshots)
                .extracting(snapshot -> snapshot.provenance().samples())
                .containsExactly(5L);
    }

    @Test
    void valuesThatWouldOutweighAllOthersAreRefused() {
        // When
        List<PatternSnapshot> snapshots = fold(Set.of(), "0 1 1e30 3 4 5 -2e6 7");

        // Then
        assertThat(recorder.blocks).containsExactly("0 1", "3 4 5", "7");
        assertThat(snapshots)
                .extracting(snapshot -> snapshot.provenance().samples())
                .containsExactly(6L);
        assertThat(rejected).extracting(Trouble::type).containsExactly(ErrorType.NON_FINITE, ErrorType.NON_FINITE);
    }

    @Test
    void statisticsThatAreNotFiniteNeverReachTheLearner() {
        // When
        BlockFailedException failure =
                catchThrowableOfType(BlockFailedException.class, () -> fold(Set.of(), "0 1 2 3 777 5"));

        // Then
        assertThat(failure.block().offset()).isEqualTo(123);
        assertThat(recorder.accepted).isEqualTo(1);
        assertThat(recorder.samples).isEqualTo(3);
    }

    @Test
    void imagesForAnotherModelAreRefused() {
        // Given
        headers = List.of(new RecordHeader("ps-model", Payload.wrap("other".getBytes(StandardCharsets.UTF_8))));

        // When
        List<PatternSnapshot> snapshots = fold(Set.of(), "0 1 2 3 4 5 6 7");

        // Then
        assertThat(snapshots).isEmpty();
        assertThat(rejected).hasSize(8).extracting(Trouble::type).containsOnly(ErrorType.UNKNOWN_MODEL);
    }

    @Test
    void withoutAnyImageThereIsNoSnapshot() {
        assertThat(fold(Set.of(), "a b c d e f g h")).isEmpty();
    }

    @Test
    void aFoldThatBeginsAtABorderHasTheSameBlocksAsOneThatNeverEnded() {
        // Given
        fold(Set.of(), "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15");
        List<String> whole = List.copyOf(recorder.blocks);
        recorder.blocks.clear();

        // When
        begin = 126;
        List<PatternSnapshot> snapshots = fold(Set.of(), "6 7 8 9 10 11 12 13 14 15");

        // Then
        assertThat(recorder.blocks).isEqualTo(whole.subList(2, whole.size()));
        assertThat(snapshots).hasSize(2);
    }

    @Test
    void gapsInTheOffsetsEndBlocksWithTheNextRecord() {
        // Given: what transactions and compaction leave
        missing = "2 6 7 8";

        // When
        List<PatternSnapshot> snapshots = fold(Set.of(), "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15");

        // Then
        assertThat(recorder.blocks).containsExactly("0 1", "3 4 5", "9 10 11", "12 13 14", "15");
        assertThat(snapshots)
                .extracting(snapshot -> snapshot.provenance().offsets().get("training/0"))
                .containsExactly(129L, 136L);
    }

    @Test
    void snapshotsAreDatedByTheNewestRecordInThem() {
        // When
        List<PatternSnapshot> snapshots = fold(Set.of(), "0 1 2 3 4 5 6 7 8");

        // Then
        assertThat(snapshots.get(0).provenance().created()).isEqualTo(Instant.EPOCH.plusSeconds(127));
    }

    private List<PatternSnapshot> fold(Set<RecordId> broken, String values) {
        List<PatternSnapshot> snapshots = new ArrayList<>();
        RecordClock clock = RecordClock.at(Instant.EPOCH);
        List<TrainingFold> self = new ArrayList<>();
        TrainingFold fold = TrainingFold.create(
                new TrainingFold.Parts(
                        (bytes, type) -> () -> Tensor.of(
                                ScriptedExplainer.MODEL.input(),
                                Float.parseFloat(new String(bytes, StandardCharsets.UTF_8)),
                                0),
                        recorder,
                        recorder,
                        clock,
                        (record, trouble) -> rejected.add(trouble),
                        watch,
                        () -> snapshots.add(snapshot(self.get(0), clock))),
                policy,
                new SourcePartition("training", 0),
                begin,
                broken);
        self.add(fold);
        long offset = begin;
        for (String value : values.split(" ", -1)) {
            Payload payload = Payload.wrap(value.getBytes(StandardCharsets.UTF_8));
            RecordId id = new RecordId("training", 0, offset++);
            if (!List.of(missing.split(" ")).contains(value)) {
                fold.add(new ImageRecord(id, null, payload, headers, Instant.EPOCH.plusSeconds(id.offset())));
            }
        }
        return snapshots;
    }

    private PatternSnapshot snapshot(TrainingFold fold, RecordClock clock) {
        return new PatternSnapshot(
                new SnapshotId("s" + recorder.samples),
                new PatternSnapshot.Provenance(
                        "", List.of(), recorder.samples, Map.of("training/0", fold.next()), clock.instant()),
                List.of());
    }

    private static List<String> values(Tensor batch) {
        return IntStream.range(0, batch.shape().dimension(0))
                .mapToObj(i -> Integer.toString((int) batch.at(2 * i)))
                .toList();
    }

    /** Writes down what it is given. */
    private static final class Recorder implements ActivationSource, PatternLearner {
        private final List<String> blocks = new ArrayList<>();
        private final List<Double> fadings = new ArrayList<>();
        private int accepted;
        private long samples;

        @Override
        public ModelDescription model() {
            return ScriptedExplainer.MODEL;
        }

        @Override
        public List<LayerWeights> layers() {
            return List.of();
        }

        @Override
        public void observe(Tensor batch, ActivationTap tap) {
            List<String> values = values(batch);
            assertThat(batch.shape().inner()).isEqualTo(Shape.of(1, 1, 2));
            for (int i = 0; i < batch.shape().dimension(0); i++) {
                if (batch.at(2 * i) == ScriptedExplainer.POISON) {
                    throw new IllegalStateException("poison");
                }
            }
            double y = values.contains("777") ? Double.NaN : 1;
            double[] one = {1};
            tap.accept(new LayerMoments(new LayerId("layer"), true, new long[] {1}, one, one, one, new double[] {y}));
            blocks.add(String.join(" ", values));
        }

        @Override
        public void accept(LayerMoments moments) {
            accepted++;
        }

        @Override
        public void fade(double factor) {
            fadings.add(factor);
            blocks.add("fades");
        }

        @Override
        public void folded(int images) {
            samples += images;
        }

        @Override
        public long samples() {
            return samples;
        }

        @Override
        public PatternSnapshot snapshot(Map<String, Long> offsets) {
            return new PatternSnapshot(
                    new SnapshotId("s"),
                    new PatternSnapshot.Provenance("", List.of(), samples, offsets, Instant.EPOCH),
                    List.of());
        }

        @Override
        public void close() {}
    }
}
