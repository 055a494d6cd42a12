/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Target;
import io.patternstream.api.image.DecodedImage;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.pattern.SnapshotOrigin;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.metrics.FlushReason;
import io.patternstream.stream.metrics.IgnoredMetrics;
import io.patternstream.stream.metrics.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExplainPipelineTest {
    private static final int BATCH = 8;
    private static final Duration DELAY = Duration.ofMillis(5);

    private final ManualTime time = new ManualTime();
    private final ScriptedExplainer explainer = new ScriptedExplainer();
    private final ManualPool pool = new ManualPool(explainer);
    private final IgnoredMetrics metrics = new IgnoredMetrics();
    private final Map<Long, Outcome> outcomes = new HashMap<>();
    private final List<Long> abandoned = new ArrayList<>();
    private Duration decoding = Duration.ZERO;
    private Duration preprocessing = Duration.ZERO;
    private final ExplainPipeline pipeline = ExplainPipeline.create(
            new PipelineParts(
                    new ModelVersion(
                            ScriptedExplainer.MODEL,
                            List.of("cat", "dog"),
                            OptionsReader.of(
                                    ScriptedExplainer.MODEL,
                                    List.of("gradient"),
                                    new Target.ClassIndex(1),
                                    ExplainPipelineTest::canonical),
                            (bytes, type) -> image(bytes),
                            ScriptedExplainer.MAKER,
                            pool),
                    Runnable::run,
                    time,
                    time,
                    time,
                    metrics),
            new BatchPolicy(BATCH, DELAY));

    @Test
    void everyMemberOfABatchGetsItsOwnResult() {
        // Given
        pool.busy(true);
        submit(0, "1 2");
        submit(1, "5 -3", header("ps-target", "1"));
        submit(2, "0 7", header("ps-target", "none"));

        // When
        time.advance(DELAY);
        pool.work(pipeline);

        // Then
        assertThat(explainer.batches()).containsExactly(2, 1);
        assertThat(explained(0).heatmaps().get(0).values().at(0)).isEqualTo(2f);
        assertThat(explained(1).heatmaps().get(0).values().at(0)).isEqualTo(10f);
        assertThat(explained(0).predicted().index()).isEqualTo(2);
        assertThat(explained(0).predicted().label()).isEqualTo("2");
        assertThat(explained(1).predicted().label()).isEqualTo("cat");
        assertThat(explained(0).target().orElseThrow().label()).isEqualTo("dog");
        assertThat(explained(0).target().orElseThrow().logit()).isEqualTo(2f);
        assertThat(explained(1).target().orElseThrow().label()).isEqualTo("dog");
        assertThat(explained(1).target().orElseThrow().logit()).isEqualTo(-3f);
        assertThat(explained(2).target()).isEmpty();
    }

    @Test
    void decodingAndPreprocessingAreTimedOnTheirOwn() {
        // Given
        decoding = Duration.ofMillis(20);
        preprocessing = Duration.ofMillis(3);

        // When
        submit(0, "1 2");

        // Then
        assertThat(metrics.stages).containsEntry(Stage.DECODE, decoding).containsEntry(Stage.PREPROCESS, preprocessing);
    }

    @Test
    void aBatchGoesAtOnceToAnIdleWorkerElseWhenFullElseWhenOld() {
        // When an idle worker, then a busy one
        submit(0, "1 1");
        pool.work(pipeline);
        pool.busy(true);
        for (int i = 1; i <= BATCH; i++) {
            submit(i, "1 1");
        }
        submit(BATCH + 1, "1 1");
        time.advance(DELAY.minusNanos(1));
        int queuedBeforeItIsOld = pool.queued();
        time.advance(Duration.ofNanos(1));

        // Then
        assertThat(queuedBeforeItIsOld).isEqualTo(1);
        assertThat(pool.queued()).isEqualTo(2);
        assertThat(metrics.flushes).containsExactly(FlushReason.IDLE, FlushReason.SIZE, FlushReason.DELAY);
    }

    @Test
    void onlyAFewSizesOfBatchesOccur() {
        // Given
        pool.busy(true);
        for (int i = 0; i < BATCH + 7; i++) {
            submit(i, i + " 1");
        }

        // When
        time.advance(DELAY);
        pool.work(pipeline);

        // Then
        assertThat(explainer.batches()).containsExactly(BATCH, 4, 2, 1);
        for (int i = 0; i < BATCH + 7; i++) {
            assertThat(explained(i).heatmaps().get(0).values().at(0)).isEqualTo(2f * i);
        }
    }

    @Test
    void aFullEngineQueueKeepsRecordsInTheBatcher() {
        // Given
        pool.busy(true);

        // When
        for (int i = 0; i < 5 * BATCH; i++) {
            submit(i, "1 1");
        }

        // Then
        assertThat(pool.queued()).isEqualTo(2);
        assertThat(pipeline.queued()).isEqualTo(3 * BATCH);
        pool.work(pipeline);
        assertThat(outcomes).hasSize(5 * BATCH);
    }

    @Test
    void differentMethodsDoNotShareABatch() {
        // Given
        pool.busy(true);
        submit(0, "1 1");
        submit(1, "1 1", header("ps-method", "PatternNet, gradient"));
        submit(2, "1 1");

        // When
        time.advance(DELAY);
        pool.work(pipeline);

        // Then
        assertThat(explainer.batches()).containsExactlyInAnyOrder(2, 1);
        assertThat(explained(1).heatmaps()).extracting(Heatmap::method).containsExactly("patternnet", "gradient");
        assertThat(explained(1).heatmaps().get(0).patterns().map(SnapshotOrigin::id))
                .contains(new SnapshotId("first"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 8})
    void aPoisonRecordInAnyPositionCostsOnlyItself(int size) {
        for (float poison : new float[] {ScriptedExplainer.POISON, ScriptedExplainer.NAN}) {
            for (int position = 0; position < size; position++) {
                // Given
                outcomes.clear();
                pool.busy(true);
                for (int i = 0; i < size; i++) {
                    submit(i, (i == position ? poison : i) + " 1");
                }
                int before = explainer.batches().size();

                // When
                time.advance(DELAY);
                pool.work(pipeline);
                int runs = explainer.batches().size() - before;
                time.advance(Duration.ofSeconds(10));
                pool.work(pipeline);
                time.advance(Duration.ofSeconds(10));
                pool.work(pipeline);
                time.advance(Duration.ofSeconds(10));
                pool.work(pipeline);

                // Then
                assertThat(outcomes).hasSize(size);
                for (int i = 0; i < size; i++) {
                    if (i != position) {
                        assertThat(explained(i).heatmaps().get(0).values().at(0))
                                .isEqualTo(2f * i);
                    }
                }
                ErrorType expected =
                        poison == ScriptedExplainer.POISON ? ErrorType.ENGINE_FAILURE : ErrorType.NON_FINITE;
                assertThat(trouble(position).type()).isEqualTo(expected);
                int asked = poison == ScriptedExplainer.NAN ? 1 : 0; // whether the engine still explains what it can
                assertThat(runs).isLessThanOrEqualTo(1 + 2 * (32 - Integer.numberOfLeadingZeros(size - 1)) + asked);
            }
        }
    }

    @Test
    void anEngineFailureIsTriedFourTimesAndThenFails() {
        // When
        submit(0, ScriptedExplainer.POISON + " 1");
        for (int i = 0; i < 10; i++) {
            pool.work(pipeline);
            time.advance(Duration.ofSeconds(3));
        }

        // Then
        assertThat(explainer.batches())
                .as("four, and one to see that the engine works")
                .hasSize(5);
        assertThat(outcomes.get(0L)).isInstanceOf(Outcome.Failed.class);
        assertThat(trouble(0).attempts()).isEqualTo(4);
        assertThat(trouble(0).stage()).isEqualTo(FailedAt.EXPLAIN);
    }

    @Test
    void anEngineThatRecoversCostsNothing() {
        // Given
        explainer.failNext(3);

        // When
        submit(0, "1 1");
        for (int i = 0; i < 4; i++) {
            pool.work(pipeline);
            time.advance(Duration.ofSeconds(3));
        }

        // Then
        assertThat(explained(0).heatmaps()).hasSize(1);
    }

    @Test
    void withoutPatternsRecordsWaitHoweverLongAndOthersPass() {
        // Given
        explainer.patterns(Optional.empty());
        submit(0, "1 1", header("ps-method", "patternnet"));

        // When
        for (int i = 0; i < 50; i++) {
            pool.work(pipeline);
            time.advance(Duration.ofSeconds(3));
        }
        submit(1, "1 1");
        pool.work(pipeline);

        // Then
        assertThat(outcomes).containsOnlyKeys(1L);
        assertThat(pipeline.waiting() + pipeline.queued() + pool.queued()).isEqualTo(1);

        // When patterns arrive
        explainer.patterns(Optional.of(new SnapshotId("second")));
        time.advance(Duration.ofSeconds(3));
        pool.work(pipeline);

        // Then
        assertThat(explained(0).heatmaps().get(0).patterns().map(SnapshotOrigin::id))
                .contains(new SnapshotId("second"));
    }

    @Test
    void abandonedRecordsAreNotTriedAgain() {
        // Given
        explainer.patterns(Optional.empty());
        submit(0, "1 1", header("ps-method", "patternnet"));
        pool.work(pipeline);
        pool.busy(true);
        submit(1, "1 1");

        // When
        pipeline.abandon(id -> id.topic().equals("images"));
        time.advance(Duration.ofMinutes(1));
        pool.work(pipeline);

        // Then
        assertThat(abandoned).containsExactlyInAnyOrder(0L, 1L);
        assertThat(outcomes).isEmpty();
        assertThat(explainer.batches()).hasSize(1);
    }

    @Test
    void whatCannotBeExplainedIsRejectedWithItsReason() {
        // When
        pipeline.submit(record(0, null), new Remember(0));
        pipeline.submit(record(1, ""), new Remember(1));
        submit(2, "garbage");
        submit(3, "1 1", header("ps-model", "other"));
        submit(4, "1 1", header("ce_xaimethod", "magic"));
        submit(5, "1 1", header("ps-target", "3"));
        submit(6, "1 1", header("ps-target", "-1"));
        submit(7, "1 1");
        pool.work(pipeline);

        // Then
        assertThat(trouble(0).type()).isEqualTo(ErrorType.UNDECODABLE);
        assertThat(trouble(0).message()).isEqualTo("record images/0/0 is empty; send an image");
        assertThat(trouble(1).type()).isEqualTo(ErrorType.UNDECODABLE);
        assertThat(trouble(2).type()).isEqualTo(ErrorType.UNDECODABLE);
        assertThat(trouble(2).stage()).isEqualTo(FailedAt.DECODE);
        assertThat(trouble(3).type()).isEqualTo(ErrorType.UNKNOWN_MODEL);
        assertThat(trouble(3).stage()).isEqualTo(FailedAt.DISPATCH);
        assertThat(trouble(4).type()).isEqualTo(ErrorType.UNKNOWN_METHOD);
        assertThat(trouble(5).type()).isEqualTo(ErrorType.INVALID_TARGET);
        assertThat(trouble(6).type()).isEqualTo(ErrorType.INVALID_TARGET);
        assertThat(explained(7).heatmaps()).hasSize(1);
    }

    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!List.of("gradient", "patternnet").contains(lower)) {
            throw new ExplainException(ErrorType.UNKNOWN_METHOD, "no method " + name);
        }
        return lower;
    }

    private static Tensor decode(byte[] bytes) {
        String[] numbers = new String(bytes, StandardCharsets.UTF_8).split(" ");
        return Tensor.of(ScriptedExplainer.MODEL.input(), Float.parseFloat(numbers[0]), Float.parseFloat(numbers[1]));
    }

    private DecodedImage image(byte[] bytes) {
        time.advance(decoding);
        return () -> {
            time.advance(preprocessing);
            return decode(bytes);
        };
    }

    private static RecordHeader header(String name, String value) {
        return new RecordHeader(name, Payload.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    private static ImageRecord record(long offset, String value, RecordHeader... headers) {
        Payload payload = value == null ? null : Payload.wrap(value.getBytes(StandardCharsets.UTF_8));
        return new ImageRecord(new RecordId("images", 0, offset), null, payload, List.of(headers), Instant.EPOCH);
    }

    private void submit(long offset, String value, RecordHeader... headers) {
        pipeline.submit(record(offset, value, headers), new Remember(offset));
    }

    private Outcome.Explained explained(long offset) {
        assertThat(outcomes.get(offset)).isInstanceOf(Outcome.Explained.class);
        return (Outcome.Explained) outcomes.get(offset);
    }

    private Trouble trouble(long offset) {
        Outcome outcome = outcomes.get(offset);
        return outcome instanceof Outcome.Rejected rejected ? rejected.trouble() : ((Outcome.Failed) outcome).trouble();
    }

    private final class Remember implements Completion {
        private final long offset;

        Remember(long offset) {
            this.offset = offset;
        }

        @Override
        public void completed(Outcome outcome) {
            assertThat(outcomes.put(offset, outcome)).as("second outcome").isNull();
        }

        @Override
        public void abandoned() {
            abandoned.add(offset);
        }
    }
}
