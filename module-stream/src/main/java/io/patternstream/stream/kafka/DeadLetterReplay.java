/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.config.KafkaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends dead letters back to the topic that they came from: key, bytes and headers as they are, to the partition that they were
 * in. The {@code dead-letter-*} headers go with them, so that a record that dies again says why it did at first. Their time is that
 * of the replay, else the topic's retention would take old ones at once. Dead letters stay in their own topic. One thread.
 */
public final class DeadLetterReplay {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int REQUEST_MILLIS = 10_000;

    private final KafkaConfig kafka;
    private final String deadLetters;
    private final DeadLetterFilter filter;
    private final double perSecond;

    /**
     * Prepares a replay.
     *
     * @param kafka how to reach Kafka
     * @param deadLetters the dead-letter topic
     * @param filter which of them
     * @param perSecond most records a second, more than 0
     */
    public DeadLetterReplay(KafkaConfig kafka, String deadLetters, DeadLetterFilter filter, double perSecond) {
        this.kafka = kafka;
        this.deadLetters = deadLetters;
        this.filter = filter;
        this.perSecond = perSecond;
    }

    /**
     * What was found.
     *
     * @param read dead letters in the topic when the replay began
     * @param matching of them, by error type
     * @param withoutBytes matching ones that cannot be sent, since the broker refused to keep their bytes
     * @param sent those that the broker has acknowledged; 0 of a dry run
     */
    public record Report(long read, Map<String, Long> matching, long withoutBytes, long sent) {
        /** Copies. */
        public Report {
            matching = Map.copyOf(matching);
        }
    }

    /**
     * Reads all dead letters that are there now and sends the matching ones.
     *
     * @param dry whether to count only
     * @return what was found, once the broker has acknowledged everything
     * @throws DeadLetterReplayException in one line, if Kafka does not answer or does not take a record
     */
    public Report run(boolean dry) {
        ClientSettings settings = new ClientSettings(kafka);
        Map<String, Object> reading = settings.follower("dead-letters");
        reading.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        reading.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        Tally tally = new Tally();
        try (Consumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Producer<byte[], byte[]> producer = new KafkaProducer<>(
                        settings.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            Map<TopicPartition, Long> ends = ends(consumer);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
                    boolean there = letter.offset()
                            < ends.getOrDefault(new TopicPartition(letter.topic(), letter.partition()), 0L);
                    if (there && tally.counts(letter, filter)) {
                        found.add(letter);
                    }
                }
                if (!dry) {
                    send(producer, found, tally);
                }
            }
        } catch (KafkaException e) {
            throw new DeadLetterReplayException(
                    "Kafka at " + kafka.bootstrapServers() + " cannot be used for topic " + deadLetters + " ("
                            + e.getMessage() + "); " + tally.sent + " dead letters were sent back before",
                    e);
        }
        return new Report(tally.read, tally.matching, tally.withoutBytes, tally.sent);
    }

    private Map<TopicPartition, Long> ends(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(deadLetters).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer.endOffsets(partitions);
    }

    /** Sends what one poll has found; returns when all of it is acknowledged. */
    private void send(Producer<byte[], byte[]> producer, List<ConsumerRecord<byte[], byte[]>> letters, Tally tally) {
        List<Future<RecordMetadata>> sending = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> letter : letters) {
            pace(tally);
            int many = producer.partitionsFor(filter.topic()).size();
            Integer before = DeadLetterFilter.text(letter, "partition")
                    .map(Integer::valueOf)
                    .filter(partition -> partition < many)
                    .orElse(null);
            sending.add(producer.send(new ProducerRecord<>(
                    filter.topic(), before, null, letter.key(), letter.value(), letter.headers())));
        }
        producer.flush();
        sending.forEach(DeadLetterReplay::acknowledged);
        tally.sent += sending.size();
    }

    private static void acknowledged(Future<RecordMetadata> sending) {
        try {
            sending.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    private void pace(Tally tally) {
        long due = tally.begin + (long) (tally.paced++ * 1e9 / perSecond);
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
    }

    /** What has been counted so far. */
    private static final class Tally {
        private final long begin = System.nanoTime();
        private final Map<String, Long> matching = new TreeMap<>();
        private long read;
        private long withoutBytes;
        private long paced;
        private long sent;

        /** Counts a letter; returns whether it is to be sent. */
        boolean counts(ConsumerRecord<byte[], byte[]> letter, DeadLetterFilter filter) {
            read++;
            if (!filter.matches(letter)) {
                return false;
            }
            matching.merge(DeadLetterFilter.text(letter, "error-type").orElse("unknown"), 1L, Long::sum);
            boolean omitted = DeadLetterFilter.text(letter, "value-omitted").isPresent();
            withoutBytes += omitted ? 1 : 0;
            return !omitted;
        }
    }
}
