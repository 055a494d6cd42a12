/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * When the heatmaps of a run were sent.
 *
 * @param sent in milliseconds since the epoch, in ascending order
 * @param delays since their image was sent, in milliseconds, in ascending order; 0 where a heatmap does not say
 */
record Heatmaps(List<Long> sent, List<Long> delays) {
    /** The first part is not counted: the JVM still compiles; nor the last tenth: not everyone is at work any more. */
    private static final double FROM = 0.4;

    private static final double TO = 0.9;
    private static final double MILLIS_PER_SECOND = 1000;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Waits until there are so many, and only then reads them: reading costs time that the service could use. */
    static Heatmaps await(Topics topics, int records) throws InterruptedException {
        long[] sent = new long[records];
        long[] delays = new long[records];
        int seen = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", topics.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topics.heatmaps()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            awaitEnd(consumer, all, records);
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (seen < records) {
                for (ConsumerRecord<byte[], byte[]> heatmap : consumer.poll(LOOK)) {
                    sent[seen] = heatmap.timestamp();
                    delays[seen] = delay(heatmap);
                    seen++;
                }
            }
        }
        return new Heatmaps(ascending(sent), ascending(delays));
    }

    private static void awaitEnd(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> all, int records)
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
        }
    }

    /** {@return heatmaps a second while everyone was at work} */
    double perSecond() {
        int from = (int) (FROM * sent.size());
        int to = (int) (TO * sent.size());
        return (to - from) * MILLIS_PER_SECOND / (sent.get(to) - sent.get(from));
    }

    /** {@return the delay that this share of the heatmaps did not exceed, in milliseconds} */
    long delay(double share) {
        return delays.get((int) Math.min(delays.size() - 1, share * delays.size()));
    }

    private static long delay(ConsumerRecord<byte[], byte[]> heatmap) {
        Header cause = heatmap.headers().lastHeader("ce_causationid");
        return cause == null ? 0 : heatmap.timestamp() - Long.parseLong(new String(cause.value(), UTF_8));
    }

    private static List<Long> ascending(long[] values) {
        return Arrays.stream(values).sorted().boxed().toList();
    }
}
