/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.pattern.PatternSnapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Keeps the service's meters in a Micrometer registry. Users may ask for methods with parameters of their own; beyond
 * {@value #MOST_METHODS} different ones the label says {@code other}, so the number of series stays bounded. Thread-safe.
 */
public final class MicrometerStreamMetrics implements StreamMetrics {
    /** Most values of the label {@code method}. */
    static final int MOST_METHODS = 64;

    private final MeterShelf shelf;
    private final String name;
    private final ModelMetrics model;
    private final DistributionSummary batchSizes;
    private final PatternMeters patterns;
    private final BoundedLabel methods = new BoundedLabel(MOST_METHODS);
    private final Map<StreamGauge, DoubleSupplier> sampled = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> lags = new ConcurrentHashMap<>();
    private final AtomicLong deadLetters = new AtomicLong();

    private MicrometerStreamMetrics(MeterRegistry registry, String model, InstantSource clock) {
        this.shelf = new MeterShelf(registry);
        this.name = model;
        this.batchSizes = shelf.sizes(MeterCatalog.BATCH_SIZE);
        this.patterns = new PatternMeters(shelf, model, clock);
        this.model = new ModelMeters(shelf, model, patterns);
    }

    /**
     * Creates the meters.
     *
     * @param registry keeps them
     * @param model name of the model that is served
     * @param modelSha256 hash of its file
     * @param clock tells the age of the patterns
     * @return the metrics
     */
    public static MicrometerStreamMetrics create(
            MeterRegistry registry, String model, String modelSha256, InstantSource clock) {
        MicrometerStreamMetrics metrics = new MicrometerStreamMetrics(registry, model, clock);
        metrics.registerFixed();
        metrics.model.serves(modelSha256);
        return metrics;
    }

    /** Meters whose labels are known from the start exist from the start, so that rates see their first step. */
    private void registerFixed() {
        shelf.counter(MeterCatalog.BATCH_BISECTIONS);
        for (ErrorType type : ErrorType.values()) {
            shelf.counter(MeterCatalog.RECORDS_FAILED, name, type.code());
            shelf.counter(MeterCatalog.RECORDS_RETRIED, type.code());
            shelf.counter(MeterCatalog.DEAD_LETTERS, type.code());
            shelf.counter(MeterCatalog.DEAD_LETTER_FAILURES, type.code());
        }
        for (Stage stage : Stage.values()) {
            shelf.timer(MeterCatalog.STAGE, label(stage));
        }
        for (FlushReason reason : FlushReason.values()) {
            shelf.counter(MeterCatalog.BATCH_FLUSHES, label(reason));
        }
        for (Rebalance kind : Rebalance.values()) {
            shelf.counter(MeterCatalog.REBALANCES, label(kind));
            shelf.timer(MeterCatalog.REBALANCE_DURATION, label(kind));
        }
        for (StateLoad how : StateLoad.values()) {
            shelf.counter(MeterCatalog.TRAINING_STATE_LOADS, label(how));
        }
        for (StateSave how : StateSave.values()) {
            shelf.counter(MeterCatalog.TRAINING_STATE_SAVES, label(how));
        }
        for (boolean succeeded : new boolean[] {true, false}) {
            shelf.counter(MeterCatalog.COMMITS, outcome(succeeded));
            shelf.timer(MeterCatalog.COMMIT_DURATION, outcome(succeeded));
        }
    }

    @Override
    public void consumed(String topic, int records, long bytes) {
        shelf.counter(MeterCatalog.RECORDS_CONSUMED, topic).increment(records);
        shelf.counter(MeterCatalog.BYTES_CONSUMED, topic).increment((double) bytes);
    }

    @Override
    public void published(String topic, String servedModel, String method, Duration endToEnd) {
        shelf.counter(MeterCatalog.RECORDS_PUBLISHED, topic).increment();
        shelf.timer(MeterCatalog.END_TO_END, servedModel, methods.of(method)).record(endToEnd);
    }

    @Override
    public void failed(String servedModel, ErrorType type) {
        shelf.counter(MeterCatalog.RECORDS_FAILED, servedModel, type.code()).increment();
    }

    @Override
    public ModelMetrics model() {
        return model;
    }

    @Override
    public void retried(ErrorType type) {
        shelf.counter(MeterCatalog.RECORDS_RETRIED, type.code()).increment();
    }

    @Override
    public void deadLetter(ErrorType type, boolean acknowledged) {
        if (acknowledged) {
            deadLetters.incrementAndGet();
        }
        MeterCatalog meter = acknowledged ? MeterCatalog.DEAD_LETTERS : MeterCatalog.DEAD_LETTER_FAILURES;
        shelf.counter(meter, type.code()).increment();
    }

    @Override
    public void stage(Stage stage, Duration duration) {
        shelf.timer(MeterCatalog.STAGE, label(stage)).record(duration);
    }

    @Override
    public void batch(int size, FlushReason reason) {
        batchSizes.record(size);
        shelf.counter(MeterCatalog.BATCH_FLUSHES, label(reason)).increment();
    }

    @Override
    public void bisected() {
        shelf.counter(MeterCatalog.BATCH_BISECTIONS).increment();
    }

    @Override
    public void committed(boolean succeeded, Duration duration) {
        shelf.counter(MeterCatalog.COMMITS, outcome(succeeded)).increment();
        shelf.timer(MeterCatalog.COMMIT_DURATION, outcome(succeeded)).record(duration);
    }

    @Override
    public void rebalanced(Rebalance kind, Duration duration) {
        shelf.counter(MeterCatalog.REBALANCES, label(kind)).increment();
        shelf.timer(MeterCatalog.REBALANCE_DURATION, label(kind)).record(duration);
    }

    @Override
    public void committedLag(String topic, int partition, long records) {
        lags.computeIfAbsent(topic + "/" + partition, key -> {
                    AtomicLong lag = new AtomicLong();
                    shelf.gauge(MeterCatalog.COMMITTED_LAG, lag::get, topic, Integer.toString(partition));
                    return lag;
                })
                .set(records);
    }

    @Override
    public void partitionRevoked(String topic, int partition) {
        lags.remove(topic + "/" + partition);
        shelf.removeGauge(MeterCatalog.COMMITTED_LAG, topic, Integer.toString(partition));
    }

    @Override
    public void folded(int images, long total) {
        patterns.folded(images, total);
    }

    @Override
    public void stateLoaded(StateLoad how) {
        shelf.counter(MeterCatalog.TRAINING_STATE_LOADS, label(how)).increment();
    }

    @Override
    public void stateSaved(StateSave how) {
        shelf.counter(MeterCatalog.TRAINING_STATE_SAVES, label(how)).increment();
    }

    @Override
    public void patternSwap(PatternSnapshot snapshot, boolean applied) {
        if (applied) {
            patterns.applied(snapshot);
        } else {
            patterns.rejected();
        }
    }

    @Override
    public void gauge(StreamGauge gauge, DoubleSupplier value) {
        sampled.put(gauge, value);
        switch (gauge) {
            case IN_FLIGHT_RECORDS -> shelf.gauge(MeterCatalog.IN_FLIGHT_RECORDS, value);
            case IN_FLIGHT_BYTES -> shelf.gauge(MeterCatalog.IN_FLIGHT_BYTES, value);
            case OLDEST_IN_FLIGHT_SECONDS -> shelf.gauge(MeterCatalog.OLDEST_IN_FLIGHT, value);
            case LAG_SECONDS -> shelf.gauge(MeterCatalog.LAG, value);
            case QUEUE_RECORDS -> shelf.gauge(MeterCatalog.QUEUE_RECORDS, value);
            case WAITING_RECORDS -> shelf.gauge(MeterCatalog.WAITING_RECORDS, value);
            case ENGINE_BROKEN -> shelf.gauge(MeterCatalog.ENGINE_BROKEN, value);
            case WORKERS -> shelf.gauge(MeterCatalog.WORKERS, value);
            case WORKERS_BUSY -> shelf.gauge(MeterCatalog.WORKERS_BUSY, value);
            case ENGINE_NATIVE_BYTES -> shelf.gauge(MeterCatalog.ENGINE_NATIVE, value);
            case PARTITIONS_ASSIGNED -> shelf.gauge(MeterCatalog.PARTITIONS_ASSIGNED, value);
            case PARTITIONS_PAUSED -> shelf.gauge(MeterCatalog.PARTITIONS_PAUSED, value);
            case TRAINING_STOPPED -> shelf.gauge(MeterCatalog.TRAINING_STOPPED, value);
            case IMAGE_POLL_AGE_SECONDS -> shelf.gauge(MeterCatalog.POLL_AGE, value, "images");
            case TRAINING_POLL_AGE_SECONDS -> shelf.gauge(MeterCatalog.POLL_AGE, value, "training");
        }
    }

    @Override
    public ClientWatch watch(Consumer<?, ?> consumer) {
        return shelf.client(new KafkaClientMetrics(consumer));
    }

    @Override
    public ClientWatch watch(Producer<?, ?> producer) {
        return shelf.client(new KafkaClientMetrics(producer));
    }

    /** {@return where the stream stands} */
    public StreamTotals totals() {
        DoubleSupplier inFlight = sampled.getOrDefault(StreamGauge.IN_FLIGHT_RECORDS, () -> 0);
        return new StreamTotals((long) inFlight.getAsDouble(), deadLetters.get(), patterns.swaps(), patterns.folded());
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String outcome(boolean succeeded) {
        return succeeded ? "succeeded" : "failed";
    }
}
