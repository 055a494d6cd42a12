/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.pattern.PatternLearner;
import io.patternstream.stream.metrics.StateLoad;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.state.FileStateStore;
import io.patternstream.stream.state.StateRef;
import io.patternstream.stream.training.RecordClock;
import io.patternstream.stream.training.StateHeader;
import io.patternstream.stream.training.StateLoader;
import io.patternstream.stream.training.StateLoader.Extent;
import io.patternstream.stream.training.StateLoader.Start;
import io.patternstream.stream.training.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loader with the real states of the patterns module in real files. */
final class StateLoaderTest {
    private static final SourcePartition PARTITION = new SourcePartition("training", 0);
    private static final Instant NEWEST = Instant.parse("2026-11-22T10:15:30Z");

    @TempDir
    private Path root;

    private FileStateStore store;
    private TrainerLearners learners = ToyService.learners(OptionalInt.empty());

    @BeforeEach
    void open() {
        store = FileStateStore.open(root, "g");
    }

    @Test
    void withoutAStateAPartitionBeginsWithWhatTheTopicHas() {
        // When
        Start start = load(new Extent("id", 5, 100));

        // Then
        assertThat(start.how()).isEqualTo(StateLoad.NONE);
        assertThat(start.state().header()).isEqualTo(new StateHeader(PARTITION, "id", 5, Instant.EPOCH, 0));
        assertThat(start.state().learner().samples()).isZero();
        assertThat(start.remarks()).isEmpty();
    }

    @Test
    void theNewestStateIsGoneOnWith() {
        // Given
        save(16);
        save(32);

        // When
        Start start = load(new Extent("id", 0, 100));

        // Then
        assertThat(start.how()).isEqualTo(StateLoad.RESTORED);
        assertThat(start.state().header()).isEqualTo(new StateHeader(PARTITION, "id", 32, NEWEST, 3));
        assertThat(start.state().learner().samples()).isEqualTo(32);
        assertThat(start.clock().instant()).isEqualTo(NEWEST);
        assertThat(start.remarks()).isEmpty();
    }

    @Test
    void theStateBeforeADamagedOneIsUsed() {
        // Given
        save(16);
        save(32);
        damage(0);

        // When
        Start start = load(new Extent("id", 0, 100));

        // Then
        assertThat(start.how()).isEqualTo(StateLoad.PREVIOUS);
        assertThat(start.state().header().next()).isEqualTo(16);
        assertThat(start.remarks()).singleElement().asString().contains("is damaged");
    }

    @Test
    void whereAllAreDamagedThePartitionBeginsAnew() {
        // Given
        save(16);
        save(32);
        damage(0);
        damage(1);

        // When
        Start start = load(new Extent("id", 7, 100));

        // Then
        assertThat(start.how()).isEqualTo(StateLoad.DAMAGED);
        assertThat(start.state().header().next()).isEqualTo(7);
        assertThat(start.remarks()).hasSize(3);
        assertThat(start.remarks().get(2)).contains("without the 7 records that have expired");
    }

    @Test
    void theStateOfAnotherModelOrPreprocessingIsNotGoneOnWith() {
        // Given
        save(16);
        TrainerLearners mine = learners;

        // When
        learners = new TrainerLearners(ToyModel.OTHER, ToyModel.LAYERS, mine.estimators(), "none", OptionalInt.empty());
        Start otherModel = load(new Extent("id", 0, 100));
        learners =
                new TrainerLearners(ToyModel.MODEL, ToyModel.LAYERS, mine.estimators(), "scaled", OptionalInt.empty());
        Start otherImages = load(new Extent("id", 0, 100));
        learners = ToyService.learners(OptionalInt.of(1000));
        Start otherHalfLife = load(new Extent("id", 0, 100));

        // Then
        assertThat(List.of(otherModel.how(), otherImages.how(), otherHalfLife.how()))
                .containsOnly(StateLoad.OTHER_MODEL);
        assertThat(List.of(otherModel.stopped(), otherImages.stopped())).containsOnly(false);
        assertThat(otherModel.state().header().next()).isZero();
        assertThat(otherModel.remarks())
                .singleElement()
                .asString()
                .contains(ToyModel.MODEL.sha256(), ToyModel.OTHER.sha256(), "training/0 is folded anew");
        assertThat(otherImages.remarks()).singleElement().asString().contains("none", "scaled");
        assertThat(otherHalfLife.remarks())
                .singleElement()
                .asString()
                .contains("patterns.half-life never", "is 1000 now");
    }

    @Test
    void theStateOfAnEarlierTopicIsNotGoneOnWith() {
        // Given
        save(16);

        // When
        Start start = load(new Extent("other", 0, 100));

        // Then
        assertThat(start.how()).isEqualTo(StateLoad.RECREATED);
        assertThat(start.state().header()).isEqualTo(new StateHeader(PARTITION, "other", 0, Instant.EPOCH, 0));
        assertThat(start.remarks()).singleElement().asString().contains("earlier topic", "id id", "now other");
    }

    @Test
    void aTopicThatLostRecordsIsFoldedAnew() {
        // Given
        save(16);

        // When
        Start start = load(new Extent("id", 0, 15));

        // Then
        assertThat(start.how()).isEqualTo(StateLoad.TRUNCATED);
        assertThat(start.state().header().next()).isZero();
        assertThat(start.remarks()).singleElement().asString().contains("up to offset 16", "ends at 15");
    }

    @Test
    void recordsThatExpiredUnseenStopThePartitionUnlessItMayGoOn() {
        // Given
        save(16);

        // When
        Start stopped = load(new Extent("id", 20, 100));
        Start goesOn = StateLoader.of(store, learners, true).load(PARTITION, new Extent("id", 20, 100));

        // Then
        assertThat(List.of(stopped.how(), goesOn.how())).containsOnly(StateLoad.EXPIRED);
        assertThat(stopped.stopped()).isTrue();
        assertThat(stopped.remarks())
                .singleElement()
                .asString()
                .contains("records 16 to 19 of training/0", "patterns.lost-records: continue");
        assertThat(goesOn.stopped()).isFalse();
        assertThat(goesOn.state().header()).isEqualTo(new StateHeader(PARTITION, "id", 20, NEWEST, 3 + 4));
        assertThat(goesOn.state().learner().samples()).isEqualTo(16);
    }

    private Start load(Extent extent) {
        return StateLoader.of(store, learners, false).load(PARTITION, extent);
    }

    private void save(int samples) {
        PatternLearner learner = learners.begin(RecordClock.at(NEWEST));
        learner.folded(samples);
        TrainingState state = new TrainingState(new StateHeader(PARTITION, "id", samples, NEWEST, 3), learner);
        store.save(PARTITION, store.claim(PARTITION), samples, out -> learners.write(state, out));
    }

    /** Spoils one of the states that are listed, newest first. */
    private void damage(int index) {
        StateRef ref = store.list(PARTITION).get(index);
        try (Stream<Path> files = Files.walk(root)) {
            Path file = files.filter(path -> path.toString().endsWith(ref.sha256() + ".npz"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
