/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Images that are sent to be explained, each under a key of its own.
 *
 * @param pictures encoded, sent in turn
 * @param records how many
 * @param perSecond at what rate; 0: all at once
 */
record Traffic(List<byte[]> pictures, int records, double perSecond) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Sends them all; each says in its {@code ce_id} when it was sent, in milliseconds. */
    void send(Topics topics) {
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", topics.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long begin = System.nanoTime();
            for (int i = 0; i < records; i++) {
                if (perSecond > 0) {
                    LockSupport.parkNanos(begin + (long) (i * NANOS_PER_SECOND / perSecond) - System.nanoTime());
                }
                byte[] picture = pictures.get(i % pictures.size());
                ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                        topics.images(), Integer.toString(i).getBytes(UTF_8), picture);
                message.headers()
                        .add("ce_id", Long.toString(System.currentTimeMillis()).getBytes(UTF_8));
                var unused = producer.send(message, (metadata, failure) -> Optional.ofNullable(failure)
                        .ifPresent(failures::add));
            }
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " images were not sent", failures.peek());
        }
    }
}
