/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.pattern.PatternSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Remembers only what pipeline tests ask for. */
public class IgnoredMetrics implements StreamMetrics {
    /** Reasons of all batches. */
    public final List<FlushReason> flushes = Collections.synchronizedList(new ArrayList<>());

    /** Time in each stage so far. */
    public final Map<Stage, Duration> stages = new ConcurrentHashMap<>();

    /** For each snapshot that was made, why it was refused. */
    public final List<Optional<Refusal>> snapshots = Collections.synchronizedList(new ArrayList<>());

    private final Map<StreamGauge, DoubleSupplier> gauges = new ConcurrentHashMap<>();

    @Override
    public void consumed(String topic, int records, long bytes) {}

    @Override
    public void published(String topic, String model, String method, Duration endToEnd) {}

    @Override
    public void failed(String model, ErrorType type) {}

    @Override
    public ModelMetrics model() {
        return new ModelMetrics() {
            @Override
            public void serves(String sha256) {}

            @Override
            public void loaded(boolean applied, Duration duration) {}

            @Override
            public void snapshotMade(Optional<Refusal> refused) {
                snapshots.add(refused);
            }

            @Override
            public DriftMetrics drift() {
                return new RememberedDrift();
            }
        };
    }

    @Override
    public void retried(ErrorType type) {}

    /** Dead letters that were not written. */
    public final List<ErrorType> unwritten = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void deadLetter(ErrorType type, boolean acknowledged) {
        if (!acknowledged) {
            unwritten.add(type);
        }
    }

    @Override
    public void stage(Stage stage, Duration duration) {
        stages.merge(stage, duration, Duration::plus);
    }

    @Override
    public void batch(int size, FlushReason reason) {
        flushes.add(reason);
    }

    @Override
    public void bisected() {}

    @Override
    public void committed(boolean succeeded, Duration duration) {}

    /** Rebalances so far. */
    public final List<Rebalance> rebalances = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void rebalanced(Rebalance kind, Duration duration) {
        rebalances.add(kind);
    }

    @Override
    public void committedLag(String topic, int partition, long records) {}

    @Override
    public void partitionRevoked(String topic, int partition) {}

    /** Images in the statistics. */
    public volatile long folded;

    @Override
    public void folded(int images, long total) {
        folded = total;
    }

    /** How states were found. */
    public final List<StateLoad> loads = Collections.synchronizedList(new ArrayList<>());

    /** How states were saved. */
    public final List<StateSave> saves = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void stateLoaded(StateLoad how) {
        loads.add(how);
    }

    @Override
    public void stateSaved(StateSave how) {
        saves.add(how);
    }

    @Override
    public void patternSwap(PatternSnapshot snapshot, boolean applied) {}

    @Override
    public void gauge(StreamGauge gauge, DoubleSupplier value) {
        gauges.put(gauge, value);
    }

    /** What a gauge shows now; 0 if nobody has set it up. */
    public double value(StreamGauge gauge) {
        return gauges.getOrDefault(gauge, () -> 0).getAsDouble();
    }

    @Override
    public ClientWatch watch(Consumer<?, ?> consumer) {
        return () -> {};
    }

    @Override
    public ClientWatch watch(Producer<?, ?> producer) {
        return () -> {};
    }

    /** The layers of snapshots that were compared with the active one. */
    public final List<List<LayerDrift>> compared = new CopyOnWriteArrayList<>();

    private final class RememberedDrift implements DriftMetrics {
        @Override
        public void compared(List<LayerDrift> layers) {
            compared.add(layers);
        }

        @Override
        public void unknown() {}
    }
}
