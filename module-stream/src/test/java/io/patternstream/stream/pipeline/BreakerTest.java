/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.metrics.IgnoredMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine that is broken must not turn a whole topic into dead letters; records that are must not stop it. */
final class BreakerTest {
    private final ManualTime time = new ManualTime();
    private final ScriptedExplainer explainer = new ScriptedExplainer();
    private final ManualPool pool = new ManualPool(explainer);
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
                                    BreakerTest::canonical),
                            (bytes, type) -> () -> decode(bytes),
                            ScriptedExplainer.MAKER,
                            pool),
                    Runnable::run,
                    time,
                    time,
                    time,
                    new IgnoredMetrics()),
            new BatchPolicy(4, Duration.ofMillis(5)));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noRecordDiesOfABrokenEngineAndAllAreExplainedOnceItWorks(boolean hasWorkedBefore) {
        // Given
        if (hasWorkedBefore) {
            submit(100, "7 1");
            pass(Duration.ofSeconds(1));
        }
        explainer.failNext(Integer.MAX_VALUE);
        for (int i = 0; i < 40; i++) {
            submit(i, i + " 1");
        }

        // When
        pass(Duration.ofMinutes(30));

        // Then
        assertThat(outcomes).hasSize(hasWorkedBefore ? 1 : 0);
        assertThat(pipeline.suspended()).isTrue();
        assertThat(pipeline.waiting()).isEqualTo(40);

        // When it works again
        explainer.failNext(0);
        pass(Duration.ofSeconds(30));

        // Then
        assertThat(pipeline.suspended()).isFalse();
        assertThat(outcomes).hasSize(hasWorkedBefore ? 41 : 40).allSatisfy((offset, outcome) -> assertThat(outcome)
                .isInstanceOf(Outcome.Explained.class));
    }

    @Test
    void aModelThatAnswersNothingFiniteIsBrokenToo() {
        // Given
        explainer.alwaysNan(true);

        // When
        submit(0, "1 1");
        pass(Duration.ofMinutes(5));

        // Then
        assertThat(outcomes).isEmpty();
        assertThat(pipeline.suspended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(floats = {ScriptedExplainer.POISON, ScriptedExplainer.NAN})
    void nothingButPoisonDoesNotStopTheStream(float poison) {
        // When
        for (int i = 0; i < 300; i++) {
            submit(i, poison + " " + i);
        }
        pass(Duration.ofMinutes(1));

        // Then
        assertThat(outcomes).hasSize(300);
        assertThat(pipeline.suspended()).isFalse();
        assertThat(outcomes.values()).noneMatch(Outcome.Explained.class::isInstance);
    }

    @Test
    void aMethodThatFailsOnEverythingIsTheRecordsMatter() {
        // Given
        explainer.failMethod("patternnet");

        // When
        submit(0, "1 1", new RecordHeader("ps-method", payload("patternnet")));
        submit(1, "1 1");
        pass(Duration.ofMinutes(1));

        // Then
        assertThat(outcomes.get(0L)).isInstanceOf(Outcome.Failed.class);
        assertThat(outcomes.get(1L)).isInstanceOf(Outcome.Explained.class);
        assertThat(pipeline.suspended()).isFalse();
    }

    @Test
    void withoutRecordsToTryAgainTheStreamGoesOnSoThatTheEngineIsTried() {
        // Given
        explainer.failNext(Integer.MAX_VALUE);
        submit(0, "1 1");
        pass(Duration.ofMinutes(1));

        // When its partition is revoked
        boolean before = pipeline.suspended();
        pipeline.abandon(id -> true);

        // Then
        assertThat(before).isTrue();
        assertThat(pipeline.suspended()).isFalse();
    }

    private void pass(Duration duration) {
        for (long i = 0; i < duration.toMillis() / 100; i++) {
            pool.work(pipeline);
            time.advance(Duration.ofMillis(100));
        }
        pool.work(pipeline);
    }

    private void submit(long offset, String value, RecordHeader... headers) {
        pipeline.submit(
                new ImageRecord(
                        new RecordId("images", 0, offset), null, payload(value), List.of(headers), Instant.EPOCH),
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

    private static String canonical(String name) {
        if (!List.of("gradient", "patternnet").contains(name)) {
            throw new ExplainException(ErrorType.UNKNOWN_METHOD, "no method " + name);
        }
        return name;
    }

    private static Tensor decode(byte[] bytes) {
        String[] numbers = new String(bytes, StandardCharsets.UTF_8).split(" ");
        return Tensor.of(ScriptedExplainer.MODEL.input(), Float.parseFloat(numbers[0]), Float.parseFloat(numbers[1]));
    }

    private static Payload payload(String text) {
        return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
