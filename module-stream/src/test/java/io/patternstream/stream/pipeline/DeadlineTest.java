/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.metrics.FlushReason;
import io.patternstream.stream.metrics.IgnoredMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Records that are of use only for a time. */
final class DeadlineTest {
    private static final Duration DELAY = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final ScriptedExplainer explainer = new ScriptedExplainer();
    private final ManualPool pool = new ManualPool(explainer);
    private final IgnoredMetrics metrics = new IgnoredMetrics();
    private final Map<Long, Outcome> outcomes = new TreeMap<>();
    private final ExplainPipeline pipeline = ExplainPipeline.create(
            new PipelineParts(
                    new ModelVersion(
                            ScriptedExplainer.MODEL,
                            List.of(),
                            OptionsReader.of(
                                    ScriptedExplainer.MODEL,
                                    List.of("gradient"),
                                    new Target.ClassIndex(1),
                                    name -> name),
                            (bytes, type) -> () -> Tensor.of(ScriptedExplainer.MODEL.input(), 1, 1),
                            ScriptedExplainer.MAKER,
                            pool),
                    Runnable::run,
                    time,
                    time,
                    time,
                    metrics),
            new BatchPolicy(4, DELAY));

    @Test
    void aBatchGoesWhenHalfOfTheTimeOfOneOfItsRecordsIsOver() {
        // Given
        pool.busy(true);
        submit(0, "");
        time.advance(Duration.ofMillis(500));
        submit(1, expiry(Duration.ofSeconds(2)));

        // When
        time.advance(Duration.ofMillis(999));
        int before = pool.queued();
        time.advance(Duration.ofMillis(1));

        // Then
        assertThat(before).isZero();
        assertThat(pool.queued()).isEqualTo(1);
        assertThat(metrics.flushes).containsExactly(FlushReason.DEADLINE);
        pool.work(pipeline);
        assertThat(explainer.batches()).containsExactly(2);
        assertThat(outcomes).hasSize(2).allSatisfy((offset, outcome) -> assertThat(outcome)
                .isInstanceOf(Outcome.Explained.class));
    }

    @Test
    void whatHasExpiredIsNotExplained() {
        // Given an engine whose queue is full
        pool.busy(true);
        for (int i = 0; i < 8; i++) {
            submit(i, "");
        }
        submit(8, expiry(Duration.ofSeconds(3)));
        submit(9, expiry(Duration.ofMinutes(3)));

        // When
        submit(10, expiry(Duration.ofNanos(-1)));
        time.advance(Duration.ofSeconds(4));
        pool.busy(false);
        pool.work(pipeline);

        // Then
        assertThat(explainer.batches()).containsExactly(4, 4, 1);
        assertThat(outcomes.get(9L)).isInstanceOf(Outcome.Explained.class);
        for (long offset : new long[] {8, 10}) {
            Trouble trouble = ((Outcome.Rejected) outcomes.get(offset)).trouble();
            assertThat(trouble.type()).isEqualTo(ErrorType.DEADLINE_EXCEEDED);
            assertThat(trouble.message()).contains("images/0/" + offset, "ce_expirytime");
        }
    }

    @Test
    void aRecordThatWaitsForARetryExpiresToo() {
        // Given
        explainer.patterns(java.util.Optional.empty());
        submit(0, expiry(Duration.ofSeconds(5)), new RecordHeader("ps-method", payload("patternnet")));

        // When
        for (int i = 0; i < 10; i++) {
            pool.work(pipeline);
            time.advance(Duration.ofSeconds(1));
        }

        // Then
        assertThat(((Outcome.Rejected) outcomes.get(0L)).trouble().type()).isEqualTo(ErrorType.DEADLINE_EXCEEDED);
    }

    @Test
    void aTimeThatIsNoTimeIsNone() {
        // When
        submit(0, "soon");
        pool.work(pipeline);

        // Then
        assertThat(outcomes.get(0L)).isInstanceOf(Outcome.Explained.class);
    }

    private String expiry(Duration left) {
        return time.instant().plus(left).toString();
    }

    private void submit(long offset, String expiry, RecordHeader... more) {
        List<RecordHeader> headers = new java.util.ArrayList<>(List.of(more));
        headers.add(new RecordHeader("ce_expirytime", payload(expiry)));
        pipeline.submit(
                new ImageRecord(new RecordId("images", 0, offset), null, payload("1 1"), headers, Instant.EPOCH),
                new Completion() {
                    @Override
                    public void completed(Outcome outcome) {
                        assertThat(outcomes.put(offset, outcome))
                                .as("second outcome")
                                .isNull();
                    }

                    @Override
                    public void abandoned() {}
                });
    }

    private static Payload payload(String text) {
        return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
