/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.kafka.KafkaParts;
import io.patternstream.stream.kafka.KafkaSide;
import io.patternstream.stream.metrics.StreamGauge;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.BatchPolicy;
import io.patternstream.stream.pipeline.ExplainPipeline;
import io.patternstream.stream.pipeline.InFlightLimiter;
import io.patternstream.stream.pipeline.PipelineParts;
import io.patternstream.stream.worker.EngineWorkers;
import io.patternstream.stream.worker.Preparation;
import io.patternstream.stream.worker.ThreadTimer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
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
    private final ExecutorService decoders;
    private final InFlightLimiter limiter;
    private final ExplainPipeline pipeline;
    private final KafkaSide kafka;
    private final StreamMetrics metrics;
    private final boolean learns;
    private final VersionSwitch versions;
    private volatile RunningVersion current;
    private volatile String consuming = "";
    private final Promise<Boolean> stopped = Promise.promise();
    private final AtomicInteger stops = new AtomicInteger();

    private StreamService(Vertx vertx, ServiceParts parts, LongSupplier nanos) {
        StreamConfig config = parts.config();
        this.vertx = vertx;
        this.drainTimeout = config.limits().drainTimeout();
        this.batches =
                new BatchPolicy(config.engine().batchSize(), config.engine().batchMaxDelay());
        this.learns = config.patterns().learn();
        EngineWorkers workers = workers(parts.version());
        this.decoders = decoders(config.engine().decoders());
        this.limiter = InFlightLimiter.create(
                config.limits().inFlightRecords(), config.limits().inFlightBytes());
        this.pipeline = pipeline(parts, workers, nanos);
        workers.onFreed(pipeline::pump);
        this.kafka = KafkaSide.create(vertx, kafkaParts(parts, nanos));
        this.metrics = parts.metrics();
        this.current = new RunningVersion(vertx, parts.version(), workers, kafka, metrics);
        current.serve();
        kafka.use(current.patterns());
        this.versions = new VersionSwitch(
                new VersionSwitch.Parts(vertx, this::candidate, () -> current, this::takeOver, learns));
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
                    service.current.workers().awaitPrepared();
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
        return current.workers().prepared();
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
        boolean live = kafka.consuming().live() && current.live();
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
        boolean first;
        synchronized (this) {
            first = stops.getAndIncrement() == 0;
        }
        if (first) {
            kafka.pauseIntake();
            drain(System.nanoTime()).compose(this::close).onComplete(stopped);
        }
        return stopped.future();
    }

    /**
     * Puts another version of the model into service. It is made ready beside the one that serves, which explains meanwhile; each
     * batch is explained by one of them, and each record ends once. Native memory for both is needed until that is done.
     *
     * @param next the version; its model has the name of the one that serves
     * @param patternsLater whether records that need patterns may wait until some of this version are learned, though there are
     *     some of the version that serves
     * @param serving run at the moment when the version serves
     * @return completes when the version serves and the one before has ended, but for batches that it is at; fails if it does not
     *     serve, and then nothing has changed
     */
    public Future<Void> change(VersionParts next, boolean patternsLater, Runnable serving) {
        return versions.change(next, patternsLater, serving);
    }

    private RunningVersion candidate(VersionParts next) {
        EngineWorkers workers = workers(next);
        workers.onFreed(pipeline::pump);
        return new RunningVersion(vertx, next, workers, kafka, metrics);
    }

    private synchronized void takeOver(RunningVersion next) {
        if (stops.get() > 0) {
            throw new ModelChangeException("the service is stopping");
        }
        pipeline.serve(next.model());
        kafka.use(next.patterns());
        metrics.model().serves(next.parts().model().description().sha256());
        next.serve();
        current = next;
    }

    private Future<Void> start() {
        return current.follow()
                .compose(done -> vertx.deployVerticle(kafka.consuming()))
                .compose(id -> {
                    consuming = id;
                    return learns ? current.openLearning().compose(open -> current.learn()) : Future.succeededFuture();
                });
    }

    private EngineWorkers workers(VersionParts version) {
        ModelParts model = version.model();
        return EngineWorkers.start(
                model.workers(),
                model.explainers(),
                new Preparation(model.defaultMethods(), batches.sizes(), PREPARING));
    }

    private Future<Boolean> drain(long begin) {
        pipeline.pump();
        pipeline.abandonWaiting();
        if (!kafka.takesIn() && limiter.records() == 0) {
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
        RunningVersion last = current;
        Future<Void> consumed = consuming.isEmpty() ? Future.succeededFuture() : vertx.undeploy(consuming);
        return Future.any(Future.join(consumed, last.undeploy()), vertx.timer(UNDEPLOY_MILLIS))
                .transform(done -> kafka.closeProducer(Duration.ofSeconds(1)))
                .transform(done -> vertx.executeBlocking(() -> {
                    decoders.shutdownNow();
                    timer.close();
                    last.workers().close();
                    return drained;
                }));
    }

    private ExplainPipeline pipeline(ServiceParts parts, EngineWorkers workers, LongSupplier nanos) {
        return ExplainPipeline.create(
                new PipelineParts(
                        parts.version().model().version(workers),
                        decoders,
                        timer,
                        nanos,
                        parts.clock(),
                        parts.metrics()),
                batches);
    }

    private KafkaParts kafkaParts(ServiceParts parts, LongSupplier nanos) {
        return new KafkaParts(
                parts.config(),
                parts.version().model().description().name(),
                pipeline,
                limiter,
                parts.live(),
                timer,
                parts.metrics(),
                parts.clock(),
                nanos);
    }

    private void gauges(ServiceParts parts) {
        parts.metrics().gauge(StreamGauge.IN_FLIGHT_RECORDS, limiter::records);
        parts.metrics().gauge(StreamGauge.IN_FLIGHT_BYTES, limiter::bytes);
        parts.metrics().gauge(StreamGauge.WORKERS, () -> current.workers().workers());
        parts.metrics().gauge(StreamGauge.WORKERS_BUSY, () -> current.workers().busy());
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
