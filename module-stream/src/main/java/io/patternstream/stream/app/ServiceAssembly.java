/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.stream.cli.RunningService;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.http.AdminControls;
import io.patternstream.stream.http.Dashboard;
import io.patternstream.stream.http.GatewayVerticle;
import io.patternstream.stream.http.LiveHub;
import io.patternstream.stream.http.ManagementVerticle;
import io.patternstream.stream.metrics.MicrometerStreamMetrics;
import io.patternstream.stream.metrics.MicrometerViewerMetrics;
import io.patternstream.stream.metrics.PrometheusMeters;
import io.patternstream.stream.metrics.StreamGauge;
import io.patternstream.stream.metrics.StreamTotals;
import io.patternstream.stream.pipeline.LiveFeed;
import io.patternstream.stream.service.ServiceHealth;
import io.patternstream.stream.service.ServiceParts;
import io.patternstream.stream.service.StreamService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The composition root: puts engine, patterns, Kafka and HTTP together, starts them in order and stops them in the opposite
 * one. Thread-safe once started.
 */
final class ServiceAssembly implements RunningService {
    private static final long START_SECONDS = 120;
    /** The engine measures layers it has not met on this machine, for each size of batches. */
    private static final long PREPARE_SECONDS = 1800;

    /** More than the consumers, the producer and the workers take to give up together. */
    private static final long CLOSE_SECONDS = 20;

    private final StreamConfig config;
    private final PrometheusMeters meters;
    private final MicrometerStreamMetrics metrics;
    private final Vertx vertx;
    private final ModelReload model;
    private volatile @Nullable StreamService service;

    private ServiceAssembly(Supplier<StreamConfig> configuration, EngineParts parts, InstantSource clock) {
        this.config = parts.config();
        this.meters = PrometheusMeters.create();
        this.metrics = MicrometerStreamMetrics.create(
                meters.registry(),
                parts.description().name(),
                parts.description().sha256(),
                clock);
        this.vertx = meters.vertx();
        this.model = new ModelReload(vertx, configuration, parts, metrics);
    }

    /** Starts the service; returns when its ports are open and its consumers run. */
    static RunningService start(Supplier<StreamConfig> configuration, LiveFeed watcher) {
        InstantSource clock = InstantSource.system();
        EngineParts parts = EngineParts.load(configuration.get());
        ServiceAssembly assembly = new ServiceAssembly(configuration, parts, clock);
        try {
            assembly.startWith(parts, watcher, clock);
            return assembly;
        } catch (RuntimeException e) {
            assembly.stop();
            throw e;
        }
    }

    @Override
    public StreamTotals totals() {
        return metrics.totals();
    }

    @Override
    public boolean prepared() {
        StreamService running = service;
        return running != null && running.prepared();
    }

    @Override
    public boolean stop() {
        StreamService running = service;
        boolean drained = running == null
                || await(running.stop(), config.limits().drainTimeout().toSeconds() + CLOSE_SECONDS);
        await(vertx.close(), CLOSE_SECONDS);
        meters.close();
        return drained;
    }

    private void startWith(EngineParts parts, LiveFeed watcher, InstantSource clock) {
        metrics.gauge(StreamGauge.ENGINE_NATIVE_BYTES, () -> model.serving().nativeBytes());
        LiveHub hub = LiveHub.create(System::nanoTime);
        LiveFeed feed = record -> {
            hub.published(record);
            watcher.published(record);
        };
        Dashboard dashboard = new Dashboard(
                () -> model.serving().served(),
                config.topics().images(),
                () -> model.serving().patterns().current(),
                metrics::totals,
                () -> model.serving().drift().points(),
                heatmap -> model.serving().draw(heatmap),
                MicrometerViewerMetrics.create(meters.registry()));
        await(
                vertx.deployVerticle(ManagementVerticle.create(
                        config.management(),
                        this::health,
                        meters::scrape,
                        new AdminControls(model, new PatternAdmin(vertx, model::serving)))),
                START_SECONDS);
        await(vertx.deployVerticle(GatewayVerticle.create(config.http(), dashboard, hub, clock)), START_SECONDS);
        service = await(
                StreamService.deploy(vertx, new ServiceParts(config, parts.version(), feed, metrics, clock)),
                PREPARE_SECONDS);
        model.serves(service);
        parts.logEngine();
    }

    private ServiceHealth health() {
        StreamService running = service;
        return running == null ? new ServiceHealth(true, false, List.of("the service is starting")) : running.health();
    }

    private static <T> T await(Future<T> future, long seconds) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("the service does not run: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the service did not answer within " + seconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
