/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Target;
import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.metrics.IgnoredMetrics;
import io.patternstream.stream.pipeline.BatchPolicy;
import io.patternstream.stream.pipeline.Completion;
import io.patternstream.stream.pipeline.EnginePool;
import io.patternstream.stream.pipeline.ExplainPipeline;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.InFlightLimiter;
import io.patternstream.stream.pipeline.ModelVersion;
import io.patternstream.stream.pipeline.OffsetTracker;
import io.patternstream.stream.pipeline.OptionsReader;
import io.patternstream.stream.pipeline.Ordering;
import io.patternstream.stream.pipeline.Outcome;
import io.patternstream.stream.pipeline.OutcomeOrder;
import io.patternstream.stream.pipeline.PipelineParts;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.pipeline.Ticket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class ImageConsumerTest {
    private static final TopicPartition PARTITION = new TopicPartition("images", 0);

    private final InFlightLimiter limiter = InFlightLimiter.create(100, 1 << 20);
    private final List<Runnable> decoding = new ArrayList<>();
    private final OffsetTracker tracker = OffsetTracker.create();
    private final ImageConsumer images = images();

    @Test
    void aPauseOfTheIntakeIsNotOverBeforeThePollThatIsUnderWay() {
        // Given
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        tracker.assigned(ImageConsumer.source(PARTITION), 0, Optional.empty());
        List<Boolean> taking = new ArrayList<>();
        boolean takingBefore = images.taking();

        // When the intake is paused while a poll is about to bring a record
        consumer.schedulePollTask(() -> {
            images.pauseIntake();
            taking.add(images.taking());
            consumer.addRecord(new ConsumerRecord<>("images", 0, 0, new byte[0], new byte[1]));
        });
        images.turn(consumer);
        taking.add(images.taking());
        long counted = limiter.records();
        consumer.schedulePollTask(
                () -> consumer.addRecord(new ConsumerRecord<>("images", 0, 1, new byte[0], new byte[1])));
        images.turn(consumer);
        taking.add(images.taking());

        // Then
        assertThat(takingBefore).isFalse();
        assertThat(taking).containsExactly(true, true, false);
        assertThat(counted).isEqualTo(1);
        assertThat(limiter.records()).isEqualTo(1);
        assertThat(decoding).hasSize(1);
    }

    private ImageConsumer images() {
        StreamConfig config = ConfigLoader.parse(
                "{kafka: {bootstrap-servers: 'localhost:1'}, model: {file: toy}}", "test", Path.of("."));
        ClientSettings settings = new ClientSettings(config.kafka());
        IgnoredMetrics metrics = new IgnoredMetrics();
        return new ImageConsumer(new ImageConsumer.Parts(
                "images",
                "group",
                settings,
                new BrokerOutage("broker", () -> 0),
                new KafkaTopics(config.topics(), settings),
                () -> true,
                OutcomeOrder.create(Ordering.NONE),
                ExplainPipeline.create(
                        new PipelineParts(
                                version(),
                                decoding::add,
                                (delay, task) -> {},
                                System::nanoTime,
                                InstantSource.system(),
                                metrics),
                        new BatchPolicy(1, Duration.ZERO)),
                tracker,
                new Nowhere(),
                limiter,
                metrics,
                InstantSource.system(),
                System::nanoTime));
    }

    private static ModelVersion version() {
        return new ModelVersion(
                ScriptedExplainer.MODEL,
                List.of(),
                OptionsReader.of(
                        ScriptedExplainer.MODEL, List.of("gradient"), new Target.MaxOutput(), method -> method),
                (bytes, type) -> {
                    throw new IllegalStateException("nothing is decoded here");
                },
                ScriptedExplainer.MAKER,
                new Full());
    }

    /** Takes nothing. */
    private static final class Full implements EnginePool {
        @Override
        public boolean idle() {
            return false;
        }

        @Override
        public boolean accepts() {
            return false;
        }

        @Override
        public void execute(java.util.function.Consumer<Explainer> task) {
            throw new IllegalStateException("nothing runs here");
        }
    }

    /** Nothing goes out and nothing is committed. */
    private static final class Nowhere implements Delivery {
        @Override
        public void open() {}

        @Override
        public Duration interval() {
            return Duration.ofDays(1);
        }

        @Override
        public Completion completion(ImageRecord input, Ticket ticket, Runnable released, Runnable settled) {
            return new Completion() {
                @Override
                public void completed(Outcome outcome) {}

                @Override
                public void abandoned() {}
            };
        }

        @Override
        public void apply() {}

        @Override
        public void await(Duration longest) {}

        @Override
        public void commit(Consumer<byte[], byte[]> consumer, Set<SourcePartition> partitions) {}

        @Override
        public void closed() {}
    }
}
