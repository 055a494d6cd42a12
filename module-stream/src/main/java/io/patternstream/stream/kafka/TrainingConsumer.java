/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.image.ImageDecoder;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.PatternLearner;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.Trouble;
import io.patternstream.stream.training.BlockFailedException;
import io.patternstream.stream.training.FoldPolicy;
import io.patternstream.stream.training.SnapshotManifest;
import io.patternstream.stream.training.TrainingFold;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the training topic into patterns: one partition, strict order, one replica of the group at a time. The statistics are
 * in memory, so whoever gets the partition folds it from its beginning; group offsets only say which bad records have their
 * dead letter already. Everything runs on the poll loop's thread.
 */
final class TrainingConsumer implements PollLoop.Role, ConsumerRebalanceListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(TrainingConsumer.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
    private static final long COMMIT_NANOS = Duration.ofSeconds(5).toNanos();

    private final Parts parts;
    private final Set<Long> brokenBlocks = new HashSet<>();
    private final AtomicInteger unreported = new AtomicInteger();
    private @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable ActivationSource source;
    private @Nullable TrainingFold fold;
    private long reportedUpTo;
    private long next;
    private long committedNanos;

    TrainingConsumer(Parts parts) {
        this.parts = parts;
    }

    /**
     * What the consumer is made of.
     *
     * @param topic the training topic
     * @param group its consumer group
     * @param settings of Kafka's clients
     * @param topics sees to it that the topics are there
     * @param policy where the borders of the fold are
     * @param decoder bytes to the model's input
     * @param activations runs images through the model
     * @param learners makes empty learners
     * @param follower knows what was published before
     * @param publisher publishes snapshots
     * @param deadLetters takes what cannot be decoded
     * @param metrics receives what is measured
     * @param nanos monotonic clock
     */
    record Parts(
            String topic,
            String group,
            ClientSettings settings,
            KafkaTopics topics,
            FoldPolicy policy,
            ImageDecoder decoder,
            Supplier<ActivationSource> activations,
            Supplier<PatternLearner> learners,
            PatternFollower follower,
            SnapshotPublisher publisher,
            DeadLetters deadLetters,
            StreamMetrics metrics,
            LongSupplier nanos) {}

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
        source = parts.activations().get();
        Consumer<byte[], byte[]> opened = new KafkaConsumer<>(
                parts.settings()
                        .consumer("training", parts.group(), parts.policy().blockSize()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer = opened;
        opened.subscribe(List.of(parts.topic()), this);
        return opened;
    }

    @Override
    public void turn(Consumer<byte[], byte[]> polled) {
        ConsumerRecords<byte[], byte[]> records = polled.poll(POLL);
        try {
            long bytes = 0;
            for (ConsumerRecord<byte[], byte[]> record : records) {
                ImageRecord image = ImageRecordCodec.decode(record);
                bytes += image.sizeInBytes();
                add(image);
            }
            if (!records.isEmpty()) {
                parts.metrics().consumed(parts.topic(), records.count(), bytes);
            }
        } catch (BlockFailedException e) {
            brokenBlocks.add(e.number());
            LOGGER.atError().setCause(e).log("A block of training images is left out; the topic is folded again");
            begin(polled);
        }
        commit(polled);
    }

    @Override
    public void closing(Consumer<byte[], byte[]> polled) {
        committedNanos = 0;
        commit(polled);
    }

    @Override
    public void closed() {
        fold = null;
        consumer = null;
        if (source != null) {
            source.close();
            source = null;
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty() && consumer != null) {
            TopicPartition only = partition();
            OffsetAndMetadata reported = consumer.committed(Set.of(only)).get(only);
            reportedUpTo = reported == null ? 0 : reported.offset();
            begin(consumer);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            fold = null;
        }
    }

    private void begin(Consumer<byte[], byte[]> polled) {
        if (source != null) {
            polled.seekToBeginning(List.of(partition()));
            next = 0;
            fold = TrainingFold.create(
                    new TrainingFold.Parts(
                            parts.decoder(), source, parts.learners().get(), this::rejected),
                    parts.policy(),
                    brokenBlocks);
        }
    }

    private void add(ImageRecord image) {
        if (fold == null) {
            return;
        }
        long before = fold.samples();
        Optional<PatternSnapshot> snapshot = fold.add(image);
        next = image.id().offset() + 1;
        long samples = fold.samples();
        if (samples > before) {
            parts.metrics().folded((int) (samples - before), samples);
        }
        Optional<SnapshotManifest> latest = parts.follower().latest();
        String key = image.id().source().toString();
        if (snapshot.isPresent()
                && latest.map(known -> known.offsets().getOrDefault(key, 0L)).orElse(0L) < next) {
            parts.publisher().publish(snapshot.get(), latest);
        }
    }

    private void rejected(ImageRecord record, Trouble trouble) {
        if (record.id().offset() >= reportedUpTo) {
            parts.metrics().failed(parts.follower().model(), trouble.type());
            unreported.incrementAndGet();
            parts.deadLetters().write(record, trouble, unreported::decrementAndGet);
        }
    }

    private void commit(Consumer<byte[], byte[]> polled) {
        long now = parts.nanos().getAsLong();
        if (fold == null || next <= reportedUpTo || unreported.get() > 0 || now - committedNanos < COMMIT_NANOS) {
            return;
        }
        committedNanos = now;
        try {
            polled.commitSync(Map.of(partition(), new OffsetAndMetadata(next)), COMMIT_TIMEOUT);
            reportedUpTo = next;
        } catch (KafkaException e) {
            LOGGER.atDebug().addKeyValue("reason", e.getMessage()).log("The training offset was not committed");
        }
    }

    private TopicPartition partition() {
        return new TopicPartition(parts.topic(), 0);
    }
}
