/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes images at a steady rate, but never runs further ahead of its readers than a bound. Owns one thread and
 * one producer; its methods may be called from any thread.
 */
public final class Replayer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Replayer.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String topic;
    private final ReplaySequence images;
    private final Pace pace;
    private final LongSupplier finished;
    private final Producer<byte[], byte[]> producer;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean stopping;

    Replayer(Producer<byte[], byte[]> producer, String topic, ReplaySequence images, Pace pace, LongSupplier finished) {
        this.producer = producer;
        this.topic = topic;
        this.images = images;
        this.pace = pace;
        this.finished = finished;
        this.thread = new Thread(this::run, "replay-" + topic);
    }

    /**
     * How fast.
     *
     * @param perSecond records a second, more than 0
     * @param burst the first so many records go without waiting for their turn
     * @param ahead most records sent and not yet finished by the readers, at least 1
     */
    public record Pace(double perSecond, int burst, int ahead) {
        /** Checks. */
        public Pace {
            if (!(perSecond > 0) || burst < 0 || ahead < 1) {
                throw new IllegalArgumentException(
                        "no pace: " + perSecond + " a second, burst " + burst + ", ahead " + ahead);
            }
        }
    }

    /**
     * Starts to publish.
     *
     * @param bootstrapServers the broker
     * @param topic where the images go
     * @param images what to publish
     * @param pace how fast
     * @param finished how many of the records the readers are done with
     * @return the running replayer
     */
    public static Replayer start(
            String bootstrapServers, String topic, ReplaySequence images, Pace pace, LongSupplier finished) {
        Replayer replayer = new Replayer(producer(bootstrapServers, topic), topic, images, pace, finished);
        replayer.thread.start();
        return replayer;
    }

    private static Producer<byte[], byte[]> producer(String bootstrapServers, String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers,
                "client.id", "replay-" + topic,
                "linger.ms", 1,
                "max.block.ms", 10_000,
                "delivery.timeout.ms", 30_000,
                "request.timeout.ms", 10_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** {@return records published so far} */
    public long sent() {
        return sent.get();
    }

    /** {@return completed when it has stopped; exceptionally if it could not publish} */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Publishes nothing more; returns when the broker has acknowledged what was sent. */
    @Override
    public void close() {
        stop();
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes {@link #run()} return before the next record. */
    void stop() {
        stopping = true;
    }

    void run() {
        try (producer) {
            long begin = System.nanoTime();
            while (!stopping) {
                long number = sent.get();
                long wait = due(number) - (System.nanoTime() - begin);
                if (wait > 0 || number - lost.get() - finished.getAsLong() >= pace.ahead()) {
                    LockSupport.parkNanos(this, Math.max(wait, PAUSE_NANOS));
                } else {
                    send(images.at(number));
                    sent.incrementAndGet();
                }
                begin = begin + Math.max(0, behind(begin));
            }
            ended.complete(null);
        } catch (RuntimeException e) {
            LOGGER.atDebug().setCause(e).log("replay ended");
            ended.completeExceptionally(e);
        }
    }

    /** When a record's turn comes, in nanoseconds after the beginning. */
    private long due(long number) {
        return (long) (Math.max(0, number - pace.burst()) * 1e9 / pace.perSecond());
    }

    /** Time lost to slow readers beyond one second is not made up for: they would see bursts. */
    private long behind(long begin) {
        return System.nanoTime() - begin - due(sent.get()) - TimeUnit.SECONDS.toNanos(1);
    }

    private void send(ReplayImage image) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic, image.name().getBytes(UTF_8), image.bytes().toArray());
        record.headers().add("content-type", image.contentType().getBytes(UTF_8));
        Future<RecordMetadata> unused = producer.send(record, (metadata, failure) -> {
            if (failure != null && !stopping) {
                lost.incrementAndGet();
                LOGGER.atWarn()
                        .addKeyValue("topicName", topic)
                        .addKeyValue("reason", failure.getMessage())
                        .log("image not published");
            }
        });
    }
}
