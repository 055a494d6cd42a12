/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.metrics.StreamMetrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that owns one Kafka consumer and turns until it is stopped. Whatever a turn throws, the consumer is closed and,
 * after a back-off, opened again: the thread never dies before it is stopped.
 */
final class PollLoop {
    private static final Logger LOGGER = LoggerFactory.getLogger(PollLoop.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private static final long WATCH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Role role;
    private final BrokerOutage outage;
    private final StreamMetrics metrics;
    private final LongSupplier nanos;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Thread thread;
    private long connectedNanos;
    private long watchedNanos;
    private volatile long turnedNanos;

    PollLoop(Role role, BrokerOutage outage, StreamMetrics metrics, LongSupplier nanos) {
        this.role = role;
        this.outage = outage;
        this.metrics = metrics;
        this.nanos = nanos;
        this.turnedNanos = nanos.getAsLong();
        this.thread = new Thread(this::run, "patternstream-" + role.name());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends the loop after the turn that runs; the future completes when the consumer is closed. */
    CompletableFuture<Void> stop() {
        stopping.countDown();
        return stopped;
    }

    boolean alive() {
        return thread.isAlive();
    }

    /** Time since the last turn ended. */
    Duration sinceTurn() {
        return Duration.ofNanos(nanos.getAsLong() - turnedNanos);
    }

    private void run() {
        int failures = 0;
        while (stopping.getCount() > 0) {
            boolean turned = runOnce();
            failures = turned ? 1 : failures + 1;
            turnedNanos = nanos.getAsLong();
            pause(BrokerOutage.BACKOFF.after(failures));
        }
        stopped.complete(null);
    }

    /** One life of a consumer; returns whether it got as far as a whole turn. */
    private boolean runOnce() {
        boolean turned = false;
        Consumer<byte[], byte[]> consumer = null;
        StreamMetrics.ClientWatch watch = () -> {};
        try {
            consumer = role.open();
            watch = metrics.watch(consumer);
            while (stopping.getCount() > 0) {
                role.turn(consumer);
                turned = true;
                turnedNanos = nanos.getAsLong();
                watch(consumer);
            }
            role.closing(consumer);
        } catch (KafkaException | TopicsException e) {
            outage.noticed(role.name(), e);
            LOGGER.atDebug().addKeyValue("role", role.name()).setCause(e).log("The consumer starts again");
        } catch (NotReadyException e) {
            LOGGER.atDebug().addKeyValue("role", role.name()).log(e.getMessage());
        } catch (RuntimeException | Error e) {
            LOGGER.atError().addKeyValue("role", role.name()).setCause(e).log("The consumer failed and starts again");
        } finally {
            watch.close();
            close(consumer);
        }
        return turned;
    }

    /** A consumer without a connection only waits; say so once it has lasted, and when it is over. */
    private void watch(Consumer<byte[], byte[]> consumer) {
        if (turnedNanos - watchedNanos < WATCH_NANOS) {
            return;
        }
        watchedNanos = turnedNanos;
        if (connections(consumer) > 0) {
            connectedNanos = turnedNanos;
            outage.over(role.name());
        } else if (turnedNanos - connectedNanos >= PATIENCE_NANOS) {
            outage.noticed(role.name(), "no connection");
        }
    }

    private static double connections(Consumer<byte[], byte[]> consumer) {
        return consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("connection-count"))
                .mapToDouble(metric -> metric.metricValue() instanceof Double count ? count : 0)
                .sum();
    }

    private void close(@org.jspecify.annotations.Nullable Consumer<byte[], byte[]> consumer) {
        try {
            if (consumer != null) {
                consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
            }
        } catch (KafkaException e) {
            LOGGER.atWarn()
                    .addKeyValue("role", role.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("The consumer was not closed cleanly");
        } finally {
            role.closed();
        }
    }

    private void pause(Duration duration) {
        try {
            if (stopping.getCount() > 0) {
                stopping.await(duration.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a loop does; all methods are called on its thread. */
    interface Role {
        /** Names the thread. */
        String name();

        /** Makes the consumer and gets it ready; what it throws leads to another attempt. */
        Consumer<byte[], byte[]> open();

        /** Polls once and does what follows from it. */
        void turn(Consumer<byte[], byte[]> consumer);

        /** Finishes before an orderly close. */
        void closing(Consumer<byte[], byte[]> consumer);

        /** Forgets what belonged to the consumer, which is closed now, orderly or not. */
        void closed();
    }

    /** Something that this role needs is not there yet; not worth a line in the log. */
    static final class NotReadyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotReadyException(String message) {
            super(message);
        }
    }
}
