/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.metrics.StreamGauge;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.Completion;
import io.patternstream.stream.pipeline.ExplainPipeline;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.InFlightAges;
import io.patternstream.stream.pipeline.InFlightLimiter;
import io.patternstream.stream.pipeline.OffsetTracker;
import io.patternstream.stream.pipeline.OutcomeOrder;
import io.patternstream.stream.pipeline.SourcePartition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Feeds the image topic into the pipeline and commits what is done. Pauses, but keeps polling, while too much is in flight.
 * Everything runs on the poll loop's thread except {@link #pauseIntake}.
 */
final class ImageConsumer implements PollLoop.Role {
    static final String ROLE = "images";
    private static final int MAX_POLL_RECORDS = 64;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POLL_PAUSED = Duration.ofMillis(10);
    private static final long COMMIT_NANOS = Duration.ofSeconds(1).toNanos();

    private final Parts parts;
    private final OffsetTracker tracker = OffsetTracker.create();
    private final Completions completions = new Completions(tracker);
    private final OffsetCommitter committer;
    private final InFlightAges ages;
    private volatile boolean intakePaused;
    private volatile boolean joined;
    private volatile int assigned;
    private volatile int paused;
    private long committedNanos;

    ImageConsumer(Parts parts) {
        this.parts = parts;
        this.committer = new OffsetCommitter(tracker, parts.outage(), parts.metrics(), parts.nanos());
        this.ages = InFlightAges.create(parts.nanos(), parts.clock());
        parts.metrics().gauge(StreamGauge.OLDEST_IN_FLIGHT_SECONDS, ages::oldestSeconds);
        parts.metrics().gauge(StreamGauge.LAG_SECONDS, ages::lagSeconds);
        parts.metrics().gauge(StreamGauge.PARTITIONS_ASSIGNED, () -> assigned);
        parts.metrics().gauge(StreamGauge.PARTITIONS_PAUSED, () -> paused);
    }

    /**
     * What the consumer is made of.
     *
     * @param topic the image topic
     * @param group its consumer group
     * @param settings of Kafka's clients
     * @param outage is told of trouble with Kafka
     * @param topics sees to it that the topics are there
     * @param ready whether images may flow
     * @param order lets outcomes pass in their records' order
     * @param pipeline explains
     * @param publisher publishes the outcomes
     * @param limiter counts what is in flight
     * @param metrics receives what is measured
     * @param clock wall-clock time
     * @param nanos monotonic clock
     */
    record Parts(
            String topic,
            String group,
            ClientSettings settings,
            BrokerOutage outage,
            KafkaTopics topics,
            BooleanSupplier ready,
            OutcomeOrder order,
            ExplainPipeline pipeline,
            OutcomePublisher publisher,
            InFlightLimiter limiter,
            StreamMetrics metrics,
            InstantSource clock,
            LongSupplier nanos) {}

    /** Takes no more records from now on; any thread. */
    void pauseIntake() {
        intakePaused = true;
    }

    /** Whether the group has let this process in; any thread. */
    boolean joined() {
        return joined;
    }

    @Override
    public String name() {
        return ROLE;
    }

    @Override
    public Consumer<byte[], byte[]> open() {
        parts.topics().ensure();
        if (!parts.ready().getAsBoolean()) {
            throw new PollLoop.NotReadyException("the patterns topic is not read to its end yet");
        }
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                parts.settings().consumer("images", parts.group(), MAX_POLL_RECORDS),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(
                List.of(parts.topic()),
                new ImageRebalance(
                        consumer,
                        new ImageRebalance.Parts(
                                tracker, completions, committer, parts.pipeline(), parts.metrics(), parts.nanos())));
        return consumer;
    }

    @Override
    public void turn(Consumer<byte[], byte[]> consumer) {
        completions.apply();
        boolean pause = setPause(consumer);
        ConsumerRecords<byte[], byte[]> records = consumer.poll(pause ? POLL_PAUSED : POLL);
        joined = consumer.groupMetadata().generationId() >= 0;
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            bytes += take(ImageRecordCodec.decode(record));
        }
        if (!records.isEmpty()) {
            parts.metrics().consumed(parts.topic(), records.count(), bytes);
        }
        records.nextOffsets().forEach((partition, next) -> tracker.position(source(partition), next.offset()));
        long now = parts.nanos().getAsLong();
        if (now - committedNanos >= COMMIT_NANOS) {
            committedNanos = now;
            completions.apply();
            committer.commit(consumer, tracker.committable());
            lag(consumer);
        }
    }

    @Override
    public void closing(Consumer<byte[], byte[]> consumer) {
        parts.pipeline().abandon(id -> true);
        completions.apply();
        committer.commit(consumer, tracker.committable());
        tracker.assignment().forEach(tracker::revoked); // nothing is left to wait for when the group is left
    }

    @Override
    public void closed() {
        Set<SourcePartition> left = tracker.assignment();
        left.forEach(tracker::revoked);
        parts.pipeline().abandon(id -> left.contains(id.source()));
        completions.apply();
        joined = false;
        assigned = 0;
        paused = 0;
    }

    /** The pause state comes from one source of truth on every turn, whatever a rebalance has changed meanwhile. */
    private boolean setPause(Consumer<byte[], byte[]> consumer) {
        boolean pause =
                intakePaused || parts.limiter().full() || parts.pipeline().suspended();
        Set<TopicPartition> all = consumer.assignment();
        if (pause) {
            consumer.pause(all);
        } else if (!consumer.paused().isEmpty()) {
            consumer.resume(consumer.paused());
        }
        assigned = all.size();
        paused = pause ? all.size() : 0;
        return pause;
    }

    private long take(ImageRecord record) {
        SourcePartition source = record.id().source();
        OptionalLong epoch = tracker.received(source, record.id().offset());
        if (epoch.isEmpty()) {
            return 0;
        }
        long size = record.sizeInBytes();
        long held = size + parts.pipeline().workingBytes();
        parts.limiter().acquire(held);
        long entry = ages.entered(record.timestamp());
        Completion completion = parts.order().enter(record, epoch.getAsLong(), settled -> parts.publisher()
                .completion(record, completions.receipt(record.id(), epoch.getAsLong(), () -> {
                    parts.limiter().release(held);
                    ages.left(entry);
                    settled.run();
                })));
        parts.pipeline().submit(record, completion);
        return size;
    }

    private void lag(Consumer<byte[], byte[]> consumer) {
        for (SourcePartition source : tracker.assignment()) {
            TopicPartition partition = new TopicPartition(source.topic(), source.partition());
            OptionalLong behindPosition = consumer.currentLag(partition);
            if (behindPosition.isPresent()) {
                parts.metrics()
                        .committedLag(
                                source.topic(),
                                source.partition(),
                                behindPosition.getAsLong() + tracker.uncommitted(source));
            }
        }
    }

    static SourcePartition source(TopicPartition partition) {
        return new SourcePartition(partition.topic(), partition.partition());
    }
}
