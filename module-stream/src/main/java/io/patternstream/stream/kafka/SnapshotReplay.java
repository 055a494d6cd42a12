/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.image.ImageDecoder;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.PatternLearner;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.config.KafkaConfig;
import io.patternstream.stream.pipeline.RecordId;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.training.BlockFailedException;
import io.patternstream.stream.training.Learners;
import io.patternstream.stream.training.RecordClock;
import io.patternstream.stream.training.SnapshotEntry;
import io.patternstream.stream.training.SnapshotMerger;
import io.patternstream.stream.training.StateHeader;
import io.patternstream.stream.training.TrainingFold;
import io.patternstream.stream.training.TrainingState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Makes a snapshot again: folds the training topic from its first offset to those where the snapshot was made, with blocks that
 * end where they ended then. Joins no group, writes nothing. One thread.
 */
public final class SnapshotReplay {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int REQUEST_MILLIS = 10_000;
    /** Half a minute without a record: Kafka does not answer. */
    private static final int SILENT_POLLS = 150;

    private final ClientSettings settings;
    private final Parts parts;

    /**
     * Prepares a replay.
     *
     * @param kafka how to reach Kafka
     * @param parts what folds
     */
    public SnapshotReplay(KafkaConfig kafka, Parts parts) {
        this.settings = new ClientSettings(kafka);
        this.parts = parts;
    }

    /**
     * What folds, as it did in the service.
     *
     * @param decoder bytes to the model's input
     * @param source runs images through the model; stays open
     * @param learners makes learners with the snapshot's estimators
     */
    public record Parts(ImageDecoder decoder, ActivationSource source, Learners learners) {}

    /** Is told how far a replay has come. */
    public interface Watcher {
        /**
         * It begins.
         *
         * @param records how many there are to be folded
         */
        void begin(long records);

        /**
         * Further records were folded.
         *
         * @param records how many
         */
        void step(long records);
    }

    /**
     * Folds.
     *
     * @param entry what is known of the snapshot
     * @param watcher is told how far it has come
     * @return the snapshot that these offsets give now
     * @throws SnapshotReplayException in one line, if the records are no longer all there, the topic is another one, or Kafka
     *     does not answer
     */
    public PatternSnapshot run(SnapshotEntry entry, Watcher watcher) {
        List<Span> spans;
        List<TrainingState> states = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = open()) {
            spans = spans(entry, consumer);
            requireRecords(entry, spans, spans.stream().mapToLong(Span::records).sum());
            watcher.begin(spans.stream().mapToLong(Span::records).sum());
            for (Span span : spans) {
                states.add(state(entry, span, consumer, watcher));
            }
        } catch (KafkaException e) {
            throw new SnapshotReplayException(
                    "Kafka at " + settings.address() + " cannot be used for the training topic (" + e.getMessage()
                            + ")",
                    e);
        }
        PatternSnapshot made = SnapshotMerger.snapshot(states, parts.learners());
        requireRecords(entry, spans, made.provenance().samples());
        return made;
    }

    /** The records of a partition, from the first that is there to where the snapshot was made. */
    private record Span(TopicPartition partition, long begin, long next) {
        long records() {
            return next - begin;
        }

        SourcePartition source() {
            return new SourcePartition(partition.topic(), partition.partition());
        }
    }

    private Consumer<byte[], byte[]> open() {
        Map<String, Object> reading = settings.follower("replay");
        reading.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        reading.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private List<Span> spans(SnapshotEntry entry, Consumer<byte[], byte[]> consumer) {
        Map<String, Long> next = entry.origin().provenance().offsets();
        if (next.isEmpty()) {
            throw new SnapshotReplayException(
                    "snapshot " + entry.origin().id() + " was not learned from a topic", null);
        }
        List<TopicPartition> partitions = next.keySet().stream()
                .map(SnapshotReplay::partition)
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList();
        String topic = partitions.get(0).topic();
        try (TrainingTopic now = new TrainingTopic(settings, topic)) {
            if (!now.ask().id().equals(entry.topicId())) {
                throw new SnapshotReplayException(
                        "topic " + topic + " is not the one that snapshot "
                                + entry.origin().id() + " was learned from: it was deleted and made again",
                        null);
            }
        }
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        return partitions.stream()
                .map(partition -> new Span(
                        partition,
                        begins.getOrDefault(partition, 0L),
                        next.getOrDefault(partition.topic() + "/" + partition.partition(), 0L)))
                .toList();
    }

    private static TopicPartition partition(String name) {
        int slash = name.lastIndexOf('/');
        return new TopicPartition(name.substring(0, slash), Integer.parseInt(name.substring(slash + 1)));
    }

    /** A partition that begins later than it did then has lost what the snapshot was learned from. */
    private static void requireRecords(SnapshotEntry entry, List<Span> spans, long records) {
        long samples = entry.origin().provenance().samples();
        if (records < samples && spans.stream().anyMatch(span -> span.begin() > 0)) {
            String begins = spans.stream()
                    .filter(span -> span.begin() > 0)
                    .map(span -> span.source() + " begins at offset " + span.begin())
                    .reduce((one, other) -> one + ", " + other)
                    .orElse("");
            throw new SnapshotReplayException(
                    "snapshot " + entry.origin().id() + " was learned from " + samples + " images, of which "
                            + Math.max(0, records) + " at most are left: records have expired (" + begins + ")",
                    null);
        }
    }

    private TrainingState state(SnapshotEntry entry, Span span, Consumer<byte[], byte[]> consumer, Watcher watcher) {
        Set<RecordId> broken = new HashSet<>();
        while (true) {
            try {
                return state(entry, span, consumer, broken, watcher);
            } catch (BlockFailedException e) {
                broken.add(e.block()); // as the service does: the block is left out
            }
        }
    }

    private TrainingState state(
            SnapshotEntry entry, Span span, Consumer<byte[], byte[]> consumer, Set<RecordId> broken, Watcher watcher) {
        RecordClock clock = RecordClock.at(Instant.EPOCH);
        PatternLearner learner = parts.learners().begin(clock);
        TrainingFold fold = TrainingFold.create(
                new TrainingFold.Parts(
                        parts.decoder(),
                        parts.source(),
                        learner,
                        clock,
                        (record, trouble) -> {},
                        (first, block, before) -> {},
                        () -> {}),
                entry.policy(),
                span.source(),
                span.begin(),
                broken);
        consumer.assign(List.of(span.partition()));
        consumer.seek(span.partition(), span.begin());
        long at = span.begin();
        for (int silent = 0; at < span.next(); ) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() < span.next()) {
                    fold.add(ImageRecordCodec.decode(record));
                }
            }
            long position = Math.min(span.next(), consumer.position(span.partition()));
            silent = position > at ? 0 : silent + 1;
            watcher.step(position - at);
            at = position;
            if (silent > SILENT_POLLS) {
                throw new KafkaException("no record of " + span.source() + " behind offset " + at);
            }
        }
        fold.complete(span.next());
        StateHeader header = new StateHeader(span.source(), entry.topicId(), fold.next(), fold.newest(), 0);
        return new TrainingState(header, learner);
    }
}
