/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

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
import io.patternstream.stream.pipeline.Maker;
import io.patternstream.stream.pipeline.Outcome;
import io.patternstream.stream.pipeline.RecordId;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OutcomePublisherTest {
    private static final ClassScore DOG = new ClassScore(1, "dog", 2.5f, 0.75);

    /** Each reading is a millisecond after the one before. */
    private final AtomicLong readings = new AtomicLong();

    private final InstantSource clock = () -> Instant.ofEpochMilli(readings.getAndIncrement());
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
        Outcome.Explained outcome = new Outcome.Explained(
                new ExplainOptions(Optional.empty(), List.of("gradient", "lrp.z"), new Target.MaxOutput()),
                DOG,
                Optional.of(DOG),
                List.of(heatmap("gradient"), heatmap("lrp.z")));

        // When
        publisher().completion(input(), receipt(done)).completed(outcome);

        // Then: the clock is read before encoding (0), for the time of each event (1, 2), after encoding (3), at each
        // acknowledgement (4, 5) and at the end (6)
        assertThat(done.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(kafka.history()).hasSize(2);
        assertThat(metrics.stages)
                .containsOnly(
                        Map.entry(Stage.ENCODE, Duration.ofMillis(3)), Map.entry(Stage.PUBLISH, Duration.ofMillis(3)));
    }

    private OutcomePublisher publisher() {
        StreamProducer producer =
                new StreamProducer(vertx, kafka, new BrokerOutage("no broker", System::nanoTime), metrics.watch(kafka));
        Maker maker = new Maker("nd4j", "f32", "1.2.3");
        DelayedTasks never = (delay, task) -> {
            throw new AssertionError("nothing is to be sent again");
        };
        return new OutcomePublisher(new OutcomePublisher.Parts(
                producer,
                new HeatmapCodec(ScriptedExplainer.MODEL, maker, "heatmaps", "group", clock),
                new DeadLetters(producer, new DeadLetterCodec("dead", "scripted", "group", clock), never, metrics),
                live -> {},
                never,
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
