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
import io.patternstream.stream.pipeline.Ticket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
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
    private static final long LAG_NANOS = Duration.ofSeconds(1).toNanos();

    private final Parts parts;
    private final InFlightAges ages;
    private final OffsetTracker tracker;
    private volatile boolean intakePaused;
    private volatile boolean taking;
    private volatile boolean joined;
    private volatile int assigned;
    private volatile int paused;
    private long committedNanos;
    private long laggedNanos;

    ImageConsumer(Parts parts) {
        this.parts = parts;
        this.ages = InFlightAges.create(parts.nanos(), parts.clock());
        parts.metrics().gauge(StreamGauge.OLDEST_IN_FLIGHT_SECONDS, ages::oldestSeconds);
        parts.metrics().gauge(StreamGauge.LAG_SECONDS, ages::lagSeconds);
        this.tracker = parts.tracker();
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
     * @param tracker knows what is done
     * @param delivery publishes the outcomes and commits
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
            OffsetTracker tracker,
            Delivery delivery,
            InFlightLimiter limiter,
            StreamMetrics metrics,
            InstantSource clock,
            LongSupplier nanos) {}

    /** Takes no more records from now on; any thread. */
    void pauseIntake() {
        intakePaused = true;
    }

    /** Whether records may still come; any thread. Once this is false after a pause of the intake, all that have come are counted. */
    boolean taking() {
        return taking;
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
        parts.delivery().open();
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                parts.settings().consumer("images", parts.group(), MAX_POLL_RECORDS),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(
                List.of(parts.topic()),
                new ImageRebalance(
                        consumer,
                        new ImageRebalance.Parts(
                                tracker, parts.delivery(), parts.pipeline(), parts.metrics(), parts.nanos())));
        return consumer;
    }

    @Override
    public void turn(Consumer<byte[], byte[]> consumer) {
        parts.delivery().apply();
        taking = true; // before the intake's pause is looked at: whoever pauses it must not overlook this turn
        taking = !intakePaused;
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
        if (now - committedNanos >= parts.delivery().interval().toNanos()) {
            committedNanos = now;
            parts.delivery().apply();
            parts.delivery().commit(consumer, tracker.assignment());
        }
        if (now - laggedNanos >= LAG_NANOS) {
            laggedNanos = now;
            lag(consumer);
        }
    }

    @Override
    public void closing(Consumer<byte[], byte[]> consumer) {
        parts.pipeline().abandon(id -> true);
        parts.delivery().apply();
        parts.delivery().commit(consumer, tracker.assignment());
        tracker.assignment().forEach(tracker::revoked); // nothing is left to wait for when the group is left
    }

    @Override
    public void closed() {
        Set<SourcePartition> left = tracker.assignment();
        left.forEach(tracker::revoked);
        parts.pipeline().abandon(id -> left.contains(id.source()));
        joined = false;
        taking = false;
        parts.delivery().apply();
        parts.delivery().closed();
        assigned = 0;
        paused = 0;
    }

    /** The pause state comes from one source of truth on every turn, whatever a rebalance has changed meanwhile. */
    private boolean setPause(Consumer<byte[], byte[]> consumer) {
        Set<TopicPartition> all = consumer.assignment();
        boolean pause =
                intakePaused || parts.limiter().full() || parts.pipeline().suspended();
        Set<TopicPartition> held = pause
                ? all
                : all.stream().filter(p -> tracker.farAhead(source(p))).collect(Collectors.toUnmodifiableSet());
        Set<TopicPartition> free = new HashSet<>(consumer.paused());
        free.removeAll(held);
        consumer.resume(free);
        consumer.pause(held);
        assigned = all.size();
        paused = held.size();
        return pause;
    }

    private long take(ImageRecord record) {
        SourcePartition source = record.id().source();
        Optional<Ticket> received = tracker.received(source, record.id().offset());
        if (received.isEmpty()) {
            return 0;
        }
        Ticket ticket = received.get();
        long size = record.sizeInBytes();
        long held = size + parts.pipeline().workingBytes();
        parts.limiter().acquire(held);
        long entry = ages.entered(record.timestamp());
        Runnable released = () -> {
            parts.limiter().release(held);
            ages.left(entry);
        };
        Completion completion = parts.order().enter(record, ticket.epoch(), settled -> parts.delivery()
                .completion(record, ticket, released, settled));
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
