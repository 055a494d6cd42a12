/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.metrics.IgnoredMetrics;
import io.patternstream.stream.metrics.Stage;
import io.patternstream.stream.pipeline.ClassScore;
import io.patternstream.stream.pipeline.DelayedTasks;
import io.patternstream.stream.pipeline.ExplainOptions;
import io.patternstream.stream.pipeline.Heatmap;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.Outcome;
import io.patternstream.stream.pipeline.RecordId;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OutcomePublisherTest {
    private static final ClassScore DOG = new ClassScore(1, "dog", 2.5f, 0.75);

    /** Each reading is a millisecond after the one before. */
    private final AtomicLong readings = new AtomicLong();

    /** What a reading throws, once, while heatmaps are encoded. */
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private final InstantSource clock = () -> {
        long reading = readings.getAndIncrement();
        Throwable thrown = reading == 1 ? failure.get() : null;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        return Instant.ofEpochMilli(reading);
    };
    private DelayedTasks later = (delay, task) -> {
        throw new AssertionError("nothing is to be sent again");
    };
    private final IgnoredMetrics metrics = new IgnoredMetrics();
    private final Vertx vertx = Vertx.vertx();
    /** Kafka's own producer without a broker: it acknowledges at once. */
    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Test
    void encodingAndPublishingAreTimedOneAfterTheOther() throws Exception {
        // Given
        CompletableFuture<Boolean> done = new CompletableFuture<>();

        // When
        publisher().completion(input(), receipt(done)).completed(explained());

        // Then: the clock is read before encoding (0), for the time of each event (1, 2), after encoding (3), at each
        // acknowledgement (4, 5) and at the end (6)
        assertThat(done.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(kafka.history()).hasSize(2);
        assertThat(metrics.stages)
                .containsOnly(
                        Map.entry(Stage.ENCODE, Duration.ofMillis(3)), Map.entry(Stage.PUBLISH, Duration.ofMillis(3)));
    }

    @Test
    void heatmapsThatCannotBeEncodedAreADeadLetterAndNobodyElsesMatter() throws Exception {
        // Given
        failure.set(new IllegalStateException("no header of that name"));
        CompletableFuture<Boolean> done = new CompletableFuture<>();

        // When
        publisher().completion(input(), receipt(done)).completed(explained());

        // Then
        assertThat(done.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(kafka.history()).singleElement().satisfies(letter -> {
            assertThat(letter.topic()).isEqualTo("dead");
            assertThat(new String(
                            letter.headers().lastHeader("dead-letter-reason").value(), UTF_8))
                    .contains("cannot be encoded", "no header of that name");
        });
    }

    @Test
    void withoutMemoryToEncodeItIsTriedAgain() throws Exception {
        // Given
        failure.set(new OutOfMemoryError("Java heap space"));
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        List<Runnable> tasks = new ArrayList<>();
        later = (delay, task) -> tasks.add(task);

        // When
        publisher().completion(input(), receipt(done)).completed(explained());
        boolean before = done.isDone();
        tasks.get(0).run();

        // Then
        assertThat(before).isFalse();
        assertThat(done.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(kafka.history()).hasSize(2).allSatisfy(record -> assertThat(record.topic())
                .isEqualTo("heatmaps"));
    }

    private static Outcome.Explained explained() {
        return new Outcome.Explained(
                ScriptedExplainer.MAKER,
                new ExplainOptions(Optional.empty(), List.of("gradient", "lrp.z"), new Target.MaxOutput()),
                DOG,
                Optional.of(DOG),
                List.of(heatmap("gradient"), heatmap("lrp.z")));
    }

    private OutcomePublisher publisher() {
        StreamProducer producer =
                new StreamProducer(vertx, kafka, new BrokerOutage("no broker", System::nanoTime), metrics.watch(kafka));
        return new OutcomePublisher(new OutcomePublisher.Parts(
                producer,
                new HeatmapCodec("scripted", "heatmaps", "group", clock),
                new DeadLetters(producer, new DeadLetterCodec("dead", "scripted", "group", clock), later, metrics),
                new LiveShow(live -> {}),
                later,
                metrics,
                clock));
    }

    private static ImageRecord input() {
        return new ImageRecord(new RecordId("images", 2, 3), null, null, List.of(), Instant.EPOCH);
    }

    private static Heatmap heatmap(String method) {
        return new Heatmap(
                method,
                Tensor.of(Shape.of(1, 1, 2), 1, 0.5f),
                StartValue.LOGIT,
                Optional.empty(),
                new SampleReport(new Target.MaxOutput(), List.of(1), 1.5, true, Optional.empty()));
    }

    private static Receipt receipt(CompletableFuture<Boolean> done) {
        return new Receipt() {
            @Override
            public void done() {
                done.complete(true);
            }

            @Override
            public void abandoned() {
                done.complete(false);
            }
        };
    }
}
