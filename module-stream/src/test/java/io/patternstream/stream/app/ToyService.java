/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.LaidOutPatterns;
import io.patternstream.patterns.PatternRegistry;
import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.metrics.IgnoredMetrics;
import io.patternstream.stream.pipeline.Maker;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import io.patternstream.stream.service.ModelParts;
import io.patternstream.stream.service.PatternParts;
import io.patternstream.stream.service.ServiceParts;
import io.patternstream.stream.service.StreamService;
import io.patternstream.stream.service.VersionParts;
import io.patternstream.stream.state.StateStores;
import io.patternstream.stream.training.DriftHistory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The service with the real learning of patterns, around a toy model, in this JVM or, by {@link #main}, in a child that can be
 * killed. Training is slowed down, so that there is a middle to be killed in.
 */
public final class ToyService implements AutoCloseable {
    private static final long BLOCK_NANOS = Duration.ofMillis(2).toNanos();

    final IgnoredMetrics metrics = new IgnoredMetrics();
    final PatternRegistry registry = PatternRegistry.create(ToyModel.MODEL, ToyModel.LAYERS);
    final DriftHistory drift = new DriftHistory();
    final StreamService service;
    private final Vertx vertx = Vertx.vertx();

    private ToyService(StreamConfig config, Runnable beforeEachBlock) {
        ScriptedExplainer explainer = new ScriptedExplainer();
        ModelParts model = new ModelParts(
                ToyModel.MODEL,
                List.of(),
                List.of("gradient"),
                new Target.MaxOutput(),
                name -> name,
                new Maker(ToyModel.MODEL.sha256(), "toy", "f32", "1"),
                (bytes, type) -> () -> ToyModel.decode(bytes),
                config.engine().cores().workers(),
                () -> explainer);
        PatternParts patterns = new PatternParts(
                () -> new ToyModel.Source(beforeEachBlock),
                learners(config.patterns().halfLife()),
                () -> StateStores.open(
                        config.patterns().stateDirectory(), config.kafka().groupId()),
                ConfiguredCheck.of(config.patterns().gate(), ToyModel.LAYERS),
                new PatternFileCodec(ToyModel.MODEL, ToyModel.LAYERS),
                () -> new PatternQualityMeter(ToyModel.Rows::new, ToyModel.LAYERS, registry),
                drift,
                registry,
                snapshot -> LaidOutPatterns.none(),
                registry::activate);
        ServiceParts parts = new ServiceParts(
                config, new VersionParts(model, patterns), record -> {}, metrics, InstantSource.system());
        service = await(StreamService.deploy(vertx, parts));
    }

    static TrainerLearners learners(OptionalInt halfLife) {
        return new TrainerLearners(ToyModel.MODEL, ToyModel.LAYERS, List.of("linear", "relu"), "none", halfLife);
    }

    static ToyService start(ToySetup setup) {
        return new ToyService(setup.config(), () -> LockSupport.parkNanos(BLOCK_NANOS));
    }

    /** Runs until it is killed; prints a line when it has begun, and one before each block. */
    public static void main(String[] args) throws Exception {
        ToySetup setup = new ToySetup(args[0], args[1], args[2], Path.of(args[3]), args[4]);
        ToyService service = new ToyService(setup.config(), () -> {
            LockSupport.parkNanos(BLOCK_NANOS);
            System.out.println("block");
        });
        System.out.println("running " + service.service.health().live());
        new CountDownLatch(1).await();
    }

    /** Leaves the group; may be called before {@link #close}. */
    void stop() {
        await(service.stop());
    }

    @Override
    public void close() {
        stop();
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /**
     * One instance of the service.
     *
     * @param bootstrap the broker
     * @param group names its group and topics, other than the training topic
     * @param training the training topic
     * @param states the state folder
     * @param more further lines of the configuration's section on patterns, and {@code group.instance.id} of Kafka's clients
     */
    record ToySetup(String bootstrap, String group, String training, Path states, String more) {
        StreamConfig config() {
            return ConfigLoader.parse(
                    """
                    kafka:
                      bootstrap-servers: %1$s
                      group-id: %2$s
                      client-properties:
                        session.timeout.ms: 6000
                        heartbeat.interval.ms: 500
                        metadata.max.age.ms: 1000
                    %6$s
                    model:
                      file: toy
                    topics:
                      images: %2$s.images
                      heatmaps: %2$s.heatmaps
                      training: %3$s
                      patterns: %2$s.patterns
                      dead-letters: %2$s.dead-letters
                    patterns:
                      block-size: 4
                      snapshot-every: 16
                      state-directory: %4$s
                      %7$s
                    %5$s
                    """
                            .formatted(
                                    bootstrap,
                                    group,
                                    training,
                                    states.toAbsolutePath(),
                                    lines(false).indent(2),
                                    lines(true).indent(4),
                                    more.contains("gate:") ? "" : "gate: {minimum-samples: 1}"),
                    "test",
                    states);
        }

        private String lines(boolean ofClients) {
            return more.lines()
                    .filter(line -> line.startsWith("group.instance.id") == ofClients)
                    .collect(Collectors.joining("\n"));
        }
    }
}
