/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The registry behind {@code /metrics}: the service's own meters and those of the JVM, the process and Vert.x. Thread-safe. */
public final class PrometheusMeters implements AutoCloseable {
    private static final Set<MetricsDomain> VERTX_DOMAINS =
            EnumSet.of(MetricsDomain.HTTP_SERVER, MetricsDomain.NAMED_POOLS);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    private PrometheusMeters() {}

    /**
     * Creates a registry that watches the JVM and the process.
     *
     * @return the registry; close it
     */
    public static PrometheusMeters create() {
        PrometheusMeters meters = new PrometheusMeters();
        new JvmMemoryMetrics().bindTo(meters.registry);
        new JvmThreadMetrics().bindTo(meters.registry);
        new ClassLoaderMetrics().bindTo(meters.registry);
        new ProcessorMetrics().bindTo(meters.registry);
        new UptimeMetrics().bindTo(meters.registry);
        new FileDescriptorMetrics().bindTo(meters.registry);
        meters.garbageCollection.bindTo(meters.registry);
        return meters;
    }

    /** {@return the registry for the service's own meters} */
    public MeterRegistry registry() {
        return registry;
    }

    /**
     * Creates a Vert.x that reports here: its HTTP servers and worker pools, without paths as labels.
     *
     * @return the instance; close it
     */
    public Vertx vertx() {
        MicrometerMetricsOptions options = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(
                        EnumSet.of(Label.LOCAL, Label.HTTP_METHOD, Label.HTTP_CODE, Label.POOL_NAME, Label.POOL_TYPE))
                .setDisabledMetricsCategories(EnumSet.complementOf(EnumSet.copyOf(VERTX_DOMAINS)).stream()
                        .map(MetricsDomain::toCategory)
                        .collect(Collectors.toSet()));
        return Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(options))
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
    }

    /** {@return all samples in the Prometheus text format; takes some milliseconds, so not for an event loop} */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
