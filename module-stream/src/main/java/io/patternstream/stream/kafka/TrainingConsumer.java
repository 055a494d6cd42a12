/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.metrics.StateLoad;
import io.patternstream.stream.metrics.StreamGauge;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.RecordId;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.state.StateStoreException;
import io.patternstream.stream.training.BlockFailedException;
import io.patternstream.stream.training.QualityMeter;
import io.patternstream.stream.training.SnapshotMerger;
import io.patternstream.stream.training.StateLoader;
import io.patternstream.stream.training.TrainingFold;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the partitions of the training topic that this instance of the group has, each in strict order. Statistics and the
 * offset where they end are stored as one unit, and a partition's fold begins with what is stored: group offsets only say which
 * bad records have their dead letter already. Everything runs on the poll loop's thread.
 */
final class TrainingConsumer implements PollLoop.Role, ConsumerRebalanceListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(TrainingConsumer.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
    private static final long COMMIT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long WATCH_NANOS = Duration.ofSeconds(2).toNanos();
    /** The partition whose owner merges, compares and publishes. */
    private static final int MEASURED = 0;

    private final Parts parts;
    private final StateLoader loader;
    private final SnapshotMerger merger;
    private final Set<RecordId> brokenBlocks = new HashSet<>();
    private final Map<Integer, TrainingPartition> folded = new ConcurrentSkipListMap<>();
    private final Set<TopicPartition> waiting = new LinkedHashSet<>();
    private @Nullable Opened opened;
    private TrainingTopic.Identity topic = new TrainingTopic.Identity("", 0);
    private long committedNanos;
    private long watchedNanos;

    TrainingConsumer(Parts parts) {
        this.parts = parts;
        TrainingPartition.Parts each = parts.each();
        this.loader = StateLoader.of(each.store(), each.learners(), parts.goOnWithoutLost());
        this.merger = SnapshotMerger.create(
                new SnapshotMerger.Parts(each.store(), each.learners(), parts.follower()::latest, this::publish));
        each.metrics().gauge(StreamGauge.TRAINING_STOPPED, () -> folded.values().stream()
                .filter(TrainingPartition::stopped)
                .count());
    }

    /**
     * What the consumer is made of.
     *
     * @param topic the training topic
     * @param group its consumer group
     * @param settings of Kafka's clients
     * @param topics sees to it that the topics are there
     * @param each what its partitions have in common
     * @param goOnWithoutLost whether to go on where records have expired before they were folded
     * @param activations runs images through the model
     * @param quality makes what compares new snapshots with the active one
     * @param follower knows what was published before
     * @param publisher publishes snapshots
     * @param nanos monotonic clock
     */
    record Parts(
            String topic,
            String group,
            ClientSettings settings,
            KafkaTopics topics,
            TrainingPartition.Parts each,
            boolean goOnWithoutLost,
            Supplier<ActivationSource> activations,
            Supplier<QualityMeter> quality,
            PatternFollower follower,
            SnapshotPublisher publisher,
            LongSupplier nanos) {}

    /** What is open while the consumer is. */
    private record Opened(
            Consumer<byte[], byte[]> consumer,
            ActivationSource source,
            SnapshotComparison comparison,
            TrainingTopic topic) {}

    @Override
    public String name() {
        return "training";
    }

    @Override
    public Consumer<byte[], byte[]> open() {
        parts.topics().ensure();
        if (!parts.follower().caughtUp()) {
            throw new PollLoop.NotReadyException("the patterns topic is not read to its end yet");
        }
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                parts.settings().training(parts.group(), parts.each().policy().blockSize()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        opened = new Opened(
                consumer,
                parts.activations().get(),
                new SnapshotComparison(
                        parts.quality().get(), parts.each().metrics().model().drift()),
                new TrainingTopic(parts.settings(), parts.topic()));
        consumer.subscribe(List.of(parts.topic()), this);
        return consumer;
    }

    @Override
    public void turn(Consumer<byte[], byte[]> polled) {
        if (opened == null) {
            return;
        }
        watch();
        try {
            begin(opened);
            fold(polled.poll(POLL));
        } catch (OffsetOutOfRangeException e) {
            await(polled, e.partitions());
        } catch (StateStoreException e) {
            LOGGER.atError()
                    .addKeyValue("reason", e.getMessage())
                    .log("The store of training states cannot be used now");
            throw new PollLoop.NotReadyException("the store of training states cannot be used now");
        }
        commit(polled);
    }

    @Override
    public void closing(Consumer<byte[], byte[]> polled) {
        folded.values().forEach(TrainingPartition::close);
        committedNanos = 0;
        commit(polled);
    }

    @Override
    public void closed() {
        folded.clear();
        waiting.clear();
        if (opened != null) {
            opened.source().close();
            opened.comparison().close();
            opened.topic().close();
            opened = null;
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (opened != null) {
            await(opened.consumer(), partitions);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> folded.remove(partition.partition()));
        if (opened != null && !folded.containsKey(MEASURED)) {
            opened.comparison().lost();
        }
        waiting.removeAll(partitions);
    }

    /** Keeps partitions from being read until their state is loaded, which takes longer than a rebalance may. */
    private void await(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, 0);
            folded.remove(partition.partition());
            waiting.add(partition);
        }
    }

    private void begin(Opened now) {
        for (TopicPartition partition : List.copyOf(waiting)) {
            TrainingPartition work = begin(now, partition);
            folded.put(partition.partition(), work);
            waiting.remove(partition);
            parts.each().metrics().folded(0, samples());
            if (!work.stopped()) {
                now.consumer().resume(List.of(partition));
            }
        }
    }

    private TrainingPartition begin(Opened now, TopicPartition partition) {
        Consumer<byte[], byte[]> consumer = now.consumer();
        List<TopicPartition> only = List.of(partition);
        topic = now.topic().ask();
        StateLoader.Start start = loader.load(
                new SourcePartition(partition.topic(), partition.partition()),
                new StateLoader.Extent(
                        topic.id(),
                        consumer.beginningOffsets(only).getOrDefault(partition, 0L),
                        consumer.endOffsets(only).getOrDefault(partition, 0L)));
        start.remarks().forEach(remark -> LOGGER.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("outcome", start.how())
                .log(remark));
        LOGGER.atInfo()
                .addKeyValue("partition", partition)
                .addKeyValue("outcome", start.how())
                .addKeyValue("offset", start.state().header().next())
                .log("Folding a training partition");
        parts.each().metrics().stateLoaded(start.how());
        consumer.seek(partition, start.state().header().next());
        OffsetAndMetadata reported = consumer.committed(Set.of(partition)).get(partition);
        boolean another = start.how() == StateLoad.RECREATED || start.how() == StateLoad.TRUNCATED;
        long reportedUpTo = reported == null || another ? 0 : reported.offset();
        TrainingFold.Watch watch = partition.partition() == MEASURED
                ? now.comparison().watch(parts.each().policy())
                : (first, block, learner) -> {};
        return new TrainingPartition(parts.each(), start, now.source(), watch, reportedUpTo, brokenBlocks);
    }

    private void fold(ConsumerRecords<byte[], byte[]> records) {
        long bytes = 0;
        int before = samples();
        for (TopicPartition partition : records.partitions()) {
            bytes += fold(partition, records.records(partition));
        }
        if (!records.isEmpty()) {
            parts.each().metrics().consumed(parts.topic(), records.count(), bytes);
        }
        int after = samples();
        if (after != before) {
            parts.each().metrics().folded(Math.max(0, after - before), after);
        }
    }

    private long fold(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        TrainingPartition work = folded.get(partition.partition());
        long bytes = 0;
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                ImageRecord image = ImageRecordCodec.decode(record);
                bytes += image.sizeInBytes();
                if (work == null || !work.add(image)) {
                    break;
                }
                if (work.takeSaved()) {
                    if (!isSameTopic()) {
                        break; // these records may be the new topic's, folded onto the old one's
                    }
                    publish();
                }
            }
        } catch (BlockFailedException e) {
            brokenBlocks.add(e.block());
            LOGGER.atError().setCause(e).log("A block of training images is left out; its partition is folded again");
            if (opened != null) {
                await(opened.consumer(), List.of(partition));
            }
        }
        if (work != null && work.stopped() && opened != null) {
            opened.consumer().pause(List.of(partition));
        }
        return bytes;
    }

    /** Looks every now and then whether the topic is still the same one, and whether other instances have learned more. */
    private void watch() {
        long now = parts.nanos().getAsLong();
        if (now - watchedNanos < WATCH_NANOS || folded.isEmpty()) {
            return;
        }
        watchedNanos = now;
        if (isSameTopic()) {
            publish();
        }
    }

    /** Asks before anything is published; where the topic was made again, all partitions begin anew. */
    private boolean isSameTopic() {
        if (opened == null) {
            return false;
        }
        TrainingTopic.Identity before = topic;
        topic = opened.topic().ask();
        boolean same = topic.id().equals(before.id());
        if (!same) {
            await(opened.consumer(), opened.consumer().assignment());
        }
        return same;
    }

    private boolean publish(PatternSnapshot snapshot, String topicId) {
        return parts.publisher()
                .publish(snapshot, topicId, Optional.ofNullable(opened).flatMap(now -> now.comparison()
                        .compare(snapshot)));
    }

    /** Exactly one instance has the first partition. */
    private void publish() {
        TrainingPartition first = folded.get(MEASURED);
        if (first != null && !first.fenced()) {
            merger.check(parts.topic(), topic.partitions(), topic.id(), ref -> Optional.ofNullable(
                            folded.get(ref.partition().partition()))
                    .flatMap(work -> work.state(ref)));
        }
    }

    private int samples() {
        return (int)
                folded.values().stream().mapToLong(TrainingPartition::samples).sum();
    }

    private void commit(Consumer<byte[], byte[]> polled) {
        long now = parts.nanos().getAsLong();
        if (now - committedNanos < COMMIT_NANOS) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        folded.forEach((partition, work) -> work.reportable()
                .ifPresent(offset ->
                        offsets.put(new TopicPartition(parts.topic(), partition), new OffsetAndMetadata(offset))));
        committedNanos = now;
        if (offsets.isEmpty()) {
            return;
        }
        try {
            polled.commitSync(offsets, COMMIT_TIMEOUT);
            folded.forEach((partition, work) ->
                    work.reported(Optional.ofNullable(offsets.get(new TopicPartition(parts.topic(), partition)))));
        } catch (KafkaException e) {
            LOGGER.atDebug().addKeyValue("reason", e.getMessage()).log("The training offsets were not committed");
        }
    }
}
