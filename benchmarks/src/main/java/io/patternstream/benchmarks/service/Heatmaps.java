/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The heatmaps of a run.
 *
 * @param inOrder in the order in which they were sent
 */
record Heatmaps(List<Sent> inOrder) {
    /** The first part is not counted: the JVM still compiles; nor the last tenth: not everyone is at work any more. */
    static final double FROM = 0.5;

    static final double TO = 0.9;
    private static final double MILLIS_PER_SECOND = 1000;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /**
     * A heatmap.
     *
     * @param millis when it was sent, since the epoch
     * @param delay since its image was sent, in milliseconds; 0 where it does not say
     */
    record Sent(long millis, long delay) {}

    /**
     * Waits until there are so many, and only then reads them: reading costs time that the service could use.
     *
     * @param topics where
     * @param records how many
     * @param progress is told every now and then how many there are
     */
    static Heatmaps await(Topics topics, int records, LongConsumer progress) throws InterruptedException {
        List<Sent> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", topics.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topics.heatmaps()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            awaitEnd(consumer, partitions, records, progress);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (all.size() < records) {
                consumer.poll(LOOK).forEach(heatmap -> all.add(new Sent(heatmap.timestamp(), delay(heatmap))));
            }
        }
        return new Heatmaps(
                all.stream().sorted(Comparator.comparingLong(Sent::millis)).toList());
    }

    private static void awaitEnd(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> all, int records, LongConsumer progress)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long there = 0;
        while (there < records) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only " + there + " of " + records + " heatmaps came");
            }
            Thread.sleep(LOOK.toMillis());
            there = consumer.endOffsets(all).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            progress.accept(there);
        }
    }

    /** {@return heatmaps a second while everyone was at work} */
    double perSecond() {
        List<Sent> counted = counted();
        return (counted.size() - 1)
                * MILLIS_PER_SECOND
                / (counted.get(counted.size() - 1).millis() - counted.get(0).millis());
    }

    /** {@return the delay that this share of the counted heatmaps did not exceed, in milliseconds} */
    long delay(double share) {
        List<Long> delays = counted().stream().map(Sent::delay).sorted().toList();
        return delays.get((int) Math.min(delays.size() - 1, share * delays.size()));
    }

    private List<Sent> counted() {
        return inOrder.subList((int) (FROM * inOrder.size()), (int) (TO * inOrder.size()));
    }

    private static long delay(ConsumerRecord<byte[], byte[]> heatmap) {
        Header cause = heatmap.headers().lastHeader("ce_causationid");
        return cause == null ? 0 : heatmap.timestamp() - Long.parseLong(new String(cause.value(), UTF_8));
    }
}
