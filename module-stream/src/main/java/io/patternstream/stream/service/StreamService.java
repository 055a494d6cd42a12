/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.kafka.KafkaParts;
import io.patternstream.stream.kafka.KafkaSide;
import io.patternstream.stream.kafka.PollVerticle;
import io.patternstream.stream.metrics.StreamGauge;
import io.patternstream.stream.pipeline.BatchPolicy;
import io.patternstream.stream.pipeline.ExplainPipeline;
import io.patternstream.stream.pipeline.InFlightLimiter;
import io.patternstream.stream.pipeline.OptionsReader;
import io.patternstream.stream.pipeline.PipelineParts;
import io.patternstream.stream.worker.EngineWorkers;
import io.patternstream.stream.worker.Preparation;
import io.patternstream.stream.worker.ThreadTimer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running service: pipeline, engine workers and Kafka. It starts whether Kafka answers or not; {@link #health} says when
 * it is ready. Thread-safe.
 */
public final class StreamService {
    private static final Logger LOGGER = LoggerFactory.getLogger(StreamService.class);
    private static final Duration PREPARING = Duration.ofSeconds(15);
    private static final long DRAIN_CHECK_MILLIS = 20;
    private static final long UNDEPLOY_MILLIS = 6_000;

    private final Vertx vertx;
    private final Duration drainTimeout;
    private final ThreadTimer timer = ThreadTimer.start("patternstream-timer");
    private final BatchPolicy batches;
    private final EngineWorkers workers;
    private final ExecutorService decoders;
    private final InFlightLimiter limiter;
    private final ExplainPipeline pipeline;
    private final KafkaSide kafka;
    private final List<String> deployments = Collections.synchronizedList(new ArrayList<>());
    private final Promise<Boolean> stopped = Promise.promise();
    private final AtomicInteger stops = new AtomicInteger();

    private StreamService(Vertx vertx, ServiceParts parts, LongSupplier nanos) {
        StreamConfig config = parts.config();
        this.vertx = vertx;
        this.drainTimeout = config.limits().drainTimeout();
        this.batches =
                new BatchPolicy(config.engine().batchSize(), config.engine().batchMaxDelay());
        this.workers = EngineWorkers.start(
                config.engine().cores().workers(),
                parts.model().explainers(),
                new Preparation(parts.model().defaultMethods(), batches.sizes(), PREPARING));
        this.decoders = decoders(config.engine().decoders());
        this.limiter = InFlightLimiter.create(
                config.limits().inFlightRecords(), config.limits().inFlightBytes());
        this.pipeline = pipeline(parts, nanos);
        workers.onFreed(pipeline::pump);
        this.kafka = KafkaSide.create(vertx, kafkaParts(parts, nanos));
        gauges(parts);
    }

    /**
     * Builds the service and starts it, once the engine is ready for batches of each size that occurs.
     *
     * @param vertx where its verticles run
     * @param parts what it is made of
     * @return completes when everything is started, though Kafka may not have answered yet
     */
    public static Future<StreamService> deploy(Vertx vertx, ServiceParts parts) {
        return vertx.executeBlocking(() -> {
                    StreamService service = new StreamService(vertx, parts, System::nanoTime);
                    service.workers.awaitPrepared();
                    return service;
                })
                .compose(service -> service.start().map(service));
    }

    /** {@return the pipeline, for explanations over HTTP; those need a limit of their own} */
    public ExplainPipeline pipeline() {
        return pipeline;
    }

    /** {@return whether the engine is ready for the default methods and the active patterns, so that no record waits for that} */
    public boolean prepared() {
        return workers.prepared();
    }

    /** {@return how the service is now} */
    public ServiceHealth health() {
        List<String> reasons = new ArrayList<>(kafka.notReady());
        if (stops.get() > 0) {
            reasons.add("the service is stopping");
        }
        if (pipeline.suspended()) {
            reasons.add("the engine fails on images that it should explain; no more are read until it works");
        }
        boolean ready = reasons.isEmpty();
        boolean live = workers.alive() && kafka.verticles().stream().allMatch(PollVerticle::live);
        if (!live) {
            reasons.add("a thread of the service has died or hangs");
        }
        return new ServiceHealth(live, ready && live, reasons);
    }

    /**
     * Drains and stops: takes no more images, finishes those in flight within the drain timeout, commits, closes. Records that
     * wait for a retry are not awaited, nor those behind them in their order; they stay uncommitted. A second call returns the first one's result.
     *
     * @return whether everything in flight was finished in time
     */
    public Future<Boolean> stop() {
        if (stops.getAndIncrement() == 0) {
            kafka.pauseIntake();
            drain(System.nanoTime()).compose(this::close).onComplete(stopped);
        }
        return stopped.future();
    }

    private Future<Void> start() {
        Future<Void> chain = Future.succeededFuture();
        for (PollVerticle verticle : kafka.verticles()) {
            chain = chain.compose(done -> vertx.deployVerticle(verticle).map(id -> {
                deployments.add(id);
                return null;
            }));
        }
        return chain;
    }

    private Future<Boolean> drain(long begin) {
        pipeline.pump();
        pipeline.abandonWaiting();
        if (limiter.records() == 0) {
            return Future.succeededFuture(true);
        }
        if (System.nanoTime() - begin >= drainTimeout.toNanos()) {
            LOGGER.atWarn()
                    .addKeyValue("records", limiter.records())
                    .addKeyValue("seconds", drainTimeout.toSeconds())
                    .log("Records in flight were not finished in time; they stay uncommitted");
            return Future.succeededFuture(false);
        }
        return vertx.timer(DRAIN_CHECK_MILLIS).compose(tick -> drain(begin));
    }

    /** Takes a few seconds at most, also when Kafka does not answer. */
    private Future<Boolean> close(boolean drained) {
        Future<?> undeployed =
                Future.join(deployments.stream().map(vertx::undeploy).toList());
        return Future.any(undeployed, vertx.timer(UNDEPLOY_MILLIS))
                .transform(done -> kafka.closeProducer(Duration.ofSeconds(1)))
                .transform(done -> vertx.executeBlocking(() -> {
                    decoders.shutdownNow();
                    timer.close();
                    workers.close();
                    return drained;
                }));
    }

    private ExplainPipeline pipeline(ServiceParts parts, LongSupplier nanos) {
        ModelParts model = parts.model();
        return ExplainPipeline.create(
                new PipelineParts(
                        model.description(),
                        model.labels(),
                        OptionsReader.of(
                                model.description(),
                                model.defaultMethods(),
                                model.defaultTarget(),
                                model.canonicalMethod()),
                        model.decoder(),
                        decoders,
                        workers,
                        timer,
                        nanos,
                        parts.clock(),
                        parts.metrics()),
                batches);
    }

    private KafkaParts kafkaParts(ServiceParts parts, LongSupplier nanos) {
        return new KafkaParts(
                parts.config(),
                parts.model().description(),
                parts.model().maker(),
                parts.model().decoder(),
                pipeline,
                limiter,
                parts.live(),
                parts.patterns().activations(),
                parts.patterns().learners(),
                parts.patterns().states(),
                parts.patterns().gate(),
                parts.patterns().codec(),
                snapshot -> {
                    parts.patterns().activate().accept(snapshot);
                    workers.prepareAgain();
                },
                timer,
                parts.metrics(),
                parts.clock(),
                nanos);
    }

    private void gauges(ServiceParts parts) {
        parts.metrics().gauge(StreamGauge.IN_FLIGHT_RECORDS, limiter::records);
        parts.metrics().gauge(StreamGauge.IN_FLIGHT_BYTES, limiter::bytes);
        parts.metrics().gauge(StreamGauge.WORKERS, workers::workers);
        parts.metrics().gauge(StreamGauge.WORKERS_BUSY, workers::busy);
    }

    private static ExecutorService decoders(int threads) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "patternstream-decode-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }
}
