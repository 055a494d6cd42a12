/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends seeded records of all kinds, some in transactions of which half are aborted, until it is told to stop. */
final class ChaosLoad {
    private final String bootstrap;
    private final String topic;
    private final Random random;
    private final Thread thread = new Thread(this::run, "chaos-load");
    private volatile boolean stopping;
    private volatile Throwable failure;
    private int number;

    ChaosLoad(String bootstrap, String topic, long seed) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.random = new Random(seed);
    }

    void start() {
        thread.start();
    }

    void stop() throws InterruptedException {
        stopping = true;
        thread.join();
        if (failure != null) {
            throw new AssertionError("the load failed", failure);
        }
    }

    /** A first portion, in which later records replace earlier ones of the same keys once the topic is compacted. */
    void prefill(int records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < records; i++) {
                producer.send(record("k" + i % 20, i % 500 + " 1"));
            }
            producer.flush();
        }
    }

    private void run() {
        try (KafkaProducer<byte[], byte[]> plain = producer(Map.of())) {
            KafkaProducer<byte[], byte[]> transactional = transactional();
            while (!stopping) {
                if (random.nextInt(20) > 0) {
                    records().forEach(plain::send);
                } else {
                    try {
                        transaction(transactional);
                    } catch (
                            KafkaException
                                    e) { // for example timed out while a broker was away; the records are aborted
                        transactional.close(Duration.ofSeconds(1));
                        transactional = transactional();
                    }
                }
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(12)).toNanos());
            }
            transactional.close();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private void transaction(KafkaProducer<byte[], byte[]> producer) {
        producer.beginTransaction();
        for (int i = 0; i < 3; i++) {
            records().forEach(producer::send);
        }
        producer.flush();
        if (random.nextBoolean()) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    private List<ProducerRecord<byte[], byte[]>> records() {
        number++;
        String key = random.nextInt(8) == 0 ? null : "k" + random.nextInt(40);
        ProducerRecord<byte[], byte[]> record = record(key, value());
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(List.of(record));
        if (random.nextInt(20) == 0) {
            records.add(
                    record(key, record.value() == null ? null : new String(record.value(), StandardCharsets.UTF_8)));
        }
        return records;
    }

    private String value() {
        int kind = random.nextInt(100);
        if (kind < 2) {
            return "666 1"; // fails in the engine
        }
        if (kind < 4) {
            return "667 1"; // is explained by NaN
        }
        if (kind < 7) {
            return "no image";
        }
        if (kind < 9) {
            return "";
        }
        if (kind < 11) {
            return null;
        }
        if (kind < 12) {
            return "x".repeat(200_000);
        }
        return number % 600 + " 1";
    }

    /** One of thirty is of use for a time only: it is over already, or will be if something is away. */
    private ProducerRecord<byte[], byte[]> record(String key, String value) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        if (random.nextInt(30) == 0) {
            Instant end = Instant.now().plusSeconds(random.nextBoolean() ? -1 : 3);
            record.headers().add("ce_expirytime", end.toString().getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    private KafkaProducer<byte[], byte[]> transactional() {
        KafkaProducer<byte[], byte[]> producer =
                producer(Map.of("transactional.id", topic + "-load", "transaction.timeout.ms", 10_000));
        producer.initTransactions();
        return producer;
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 5, "max.block.ms", 60_000));
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
