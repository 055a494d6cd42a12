/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.pattern.PatternSnapshot;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Receives what the service measures. Thread-safe; methods return at once and never throw. */
public interface StreamMetrics {

    /**
     * Counts records read from a topic.
     *
     * @param topic the topic
     * @param records how many
     * @param bytes their size
     */
    void consumed(String topic, int records, long bytes);

    /**
     * Counts one acknowledged heatmap.
     *
     * @param topic the topic it went to
     * @param model the model's name
     * @param method the method's canonical name
     * @param endToEnd from the input record's timestamp to the acknowledgement
     */
    void published(String topic, String model, String method, Duration endToEnd);

    /**
     * Counts one record that ends without a heatmap.
     *
     * @param model the model's name
     * @param type why
     */
    void failed(String model, ErrorType type);

    /** {@return receives what happens to the served model} */
    ModelMetrics model();

    /**
     * Counts one further attempt at a record.
     *
     * @param type why the attempt before failed
     */
    void retried(ErrorType type);

    /**
     * Counts one attempt to write a dead letter.
     *
     * @param type why the record is dead
     * @param acknowledged whether the broker took it
     */
    void deadLetter(ErrorType type, boolean acknowledged);

    /**
     * Times one stage.
     *
     * @param stage the stage
     * @param duration how long it took
     */
    void stage(Stage stage, Duration duration);

    /**
     * Counts one micro-batch.
     *
     * @param size images in it
     * @param reason why it went now
     */
    void batch(int size, FlushReason reason);

    /** Counts one batch that was split because it failed as a whole. */
    void bisected();

    /**
     * Counts one commit of offsets.
     *
     * @param succeeded whether the broker took it
     * @param duration how long it took
     */
    void committed(boolean succeeded, Duration duration);

    /**
     * Counts one rebalance of the image topic.
     *
     * @param kind what it did to this process's partitions
     * @param duration how long this process took for it
     */
    void rebalanced(Rebalance kind, Duration duration);

    /**
     * Reports how far behind one assigned partition of the image topic is.
     *
     * @param topic the topic
     * @param partition the partition
     * @param records end offset less committed offset
     */
    void committedLag(String topic, int partition, long records);

    /**
     * Forgets a partition that is no longer assigned.
     *
     * @param topic the topic
     * @param partition the partition
     */
    void partitionRevoked(String topic, int partition);

    /**
     * Counts a block of training images that was folded in.
     *
     * @param images how many
     * @param total images folded in since the beginning of the topic
     */
    void folded(int images, long total);

    /**
     * Counts one training partition whose state was looked for.
     *
     * @param how how it was found
     */
    void stateLoaded(StateLoad how);

    /**
     * Counts one attempt to save a training partition's state.
     *
     * @param how how it ended
     */
    void stateSaved(StateSave how);

    /**
     * Counts one pattern snapshot that was activated or refused.
     *
     * @param snapshot the snapshot
     * @param applied whether it is active now
     */
    void patternSwap(PatternSnapshot snapshot, boolean applied);

    /**
     * Registers a value to be sampled; a second registration of the same gauge replaces the first.
     *
     * @param gauge which
     * @param value read from any thread
     */
    void gauge(StreamGauge gauge, DoubleSupplier value);

    /**
     * Reports a consumer's own metrics.
     *
     * @param consumer just opened
     * @return to be closed together with the consumer
     */
    ClientWatch watch(Consumer<?, ?> consumer);

    /**
     * Reports a producer's own metrics.
     *
     * @param producer just opened
     * @return to be closed together with the producer
     */
    ClientWatch watch(Producer<?, ?> producer);

    /** Reports the metrics of one Kafka client. */
    @FunctionalInterface
    interface ClientWatch extends AutoCloseable {
        /** Forgets the client's metrics. */
        @Override
        void close();
    }
}
