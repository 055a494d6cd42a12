/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * Keeps the meters that exist already, so that each is created once and then found without making garbage in the
 * registry. Thread-safe.
 */
final class MeterShelf {
    private static final Duration[] LATENCY_BUCKETS = DoubleStream.of(
                    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60)
            .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
            .toArray(Duration[]::new);
    private static final double[] SIZE_BUCKETS = {1, 2, 4, 8, 16, 32, 64};

    private final MeterRegistry registry;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Key, Gauge> gauges = new ConcurrentHashMap<>();

    MeterShelf(MeterRegistry registry) {
        this.registry = registry;
    }

    Counter counter(MeterCatalog meter, String... labels) {
        return counters.computeIfAbsent(new Key(meter, List.of(labels)), key -> Counter.builder(meter.registryName())
                .description(meter.help())
                .tags(key.tags())
                .register(registry));
    }

    Timer timer(MeterCatalog meter, String... labels) {
        return timers.computeIfAbsent(new Key(meter, List.of(labels)), key -> Timer.builder(meter.registryName())
                .description(meter.help())
                .tags(key.tags())
                .serviceLevelObjectives(LATENCY_BUCKETS)
                .register(registry));
    }

    DistributionSummary sizes(MeterCatalog meter) {
        return DistributionSummary.builder(meter.registryName())
                .description(meter.help())
                .serviceLevelObjectives(SIZE_BUCKETS)
                .register(registry);
    }

    /** Registers a gauge in place of an earlier one with the same labels. */
    void gauge(MeterCatalog meter, DoubleSupplier value, String... labels) {
        gauges.compute(new Key(meter, List.of(labels)), (key, earlier) -> {
            if (earlier != null) {
                registry.remove(earlier);
            }
            return Gauge.builder(meter.registryName(), value, DoubleSupplier::getAsDouble)
                    .description(meter.help())
                    .tags(key.tags())
                    .strongReference(true)
                    .register(registry);
        });
    }

    /** Registers the metrics of a Kafka client until the watch is closed. */
    StreamMetrics.ClientWatch client(KafkaClientMetrics client) {
        client.bindTo(registry);
        return client::close;
    }

    void removeGauge(MeterCatalog meter, String... labels) {
        Gauge gone = gauges.remove(new Key(meter, List.of(labels)));
        if (gone != null) {
            registry.remove(gone);
        }
    }

    private record Key(MeterCatalog meter, List<String> values) {
        Tags tags() {
            List<String> names = meter.labels();
            Tag[] tags = new Tag[names.size()];
            Arrays.setAll(tags, i -> Tag.of(names.get(i), values.get(i)));
            return Tags.of(tags);
        }
    }
}
