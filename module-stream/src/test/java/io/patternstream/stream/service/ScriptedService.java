/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LaidOutPatterns;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.metrics.IgnoredMetrics;
import io.patternstream.stream.metrics.MicrometerStreamMetrics;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.LiveRecord;
import io.patternstream.stream.pipeline.Maker;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import io.patternstream.stream.state.StateStores;
import io.patternstream.stream.training.DriftHistory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The whole service around a scripted model, in this JVM or, by {@link #main}, in a child that can be killed. */
public final class ScriptedService implements AutoCloseable {
    /** The engine does not return from an image with this first value until it is released. */
    static final float HANG = 999;

    final ScriptedExplainer explainer = new ScriptedExplainer();
    final IgnoredMetrics metrics = new IgnoredMetrics();
    final AtomicReference<PatternSnapshot> active = new AtomicReference<>();
    final List<LiveRecord> live = new CopyOnWriteArrayList<>();
    final StreamService service;
    private final VersionParts first;
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final Vertx vertx = Vertx.vertx();

    private ScriptedService(StreamConfig config, boolean hang) {
        this(config, hang, Optional.empty());
    }

    private ScriptedService(StreamConfig config, boolean hang, Optional<StreamMetrics> measured) {
        explainer.patterns(Optional.empty());
        ModelParts model = new ModelParts(
                ScriptedExplainer.MODEL,
                List.of("cat", "dog", "cow"),
                List.of("gradient"),
                new Target.MaxOutput(),
                ScriptedService::canonical,
                ScriptedExplainer.MAKER,
                (bytes, type) -> () -> decode(bytes),
                config.engine().cores().workers(),
                () -> hang ? new Hanging(explainer, hanging) : explainer);
        PatternParts patterns = new PatternParts(
                ScriptedPatterns.Source::new,
                new ScriptedPatterns.Makers(),
                () -> StateStores.open(
                        config.patterns().stateDirectory(), config.kafka().groupId()),
                (candidate, quality) -> List.of(),
                new ScriptedPatterns.Codec(),
                ScriptedPatterns.Unmeasured::new,
                new DriftHistory(),
                () -> Optional.ofNullable(active.get()),
                snapshot -> LaidOutPatterns.none(),
                snapshot -> {
                    active.set(snapshot);
                    explainer.patterns(Optional.of(snapshot.id()));
                });
        first = new VersionParts(model, patterns);
        ServiceParts parts =
                new ServiceParts(config, first, this::keep, measured.orElse(metrics), InstantSource.system());
        service = await(StreamService.deploy(vertx, parts));
    }

    /** Puts another version of its model into service. */
    Future<Void> change(String sha256, Supplier<Explainer> explainers) {
        return service.change(version(sha256, explainers), false, () -> {});
    }

    /** Another version of its model. */
    VersionParts version(String sha256, Supplier<Explainer> explainers) {
        ModelParts model = first.model();
        ModelDescription now = model.description();
        ModelDescription next =
                new ModelDescription(now.name(), sha256, now.input(), now.classes(), now.head(), now.layers());
        return new VersionParts(
                new ModelParts(
                        next,
                        model.labels(),
                        model.defaultMethods(),
                        model.defaultTarget(),
                        model.canonicalMethod(),
                        new Maker(sha256, "scripted", "f32", "1.2.3"),
                        model.decoder(),
                        model.workers(),
                        explainers),
                first.patterns());
    }

    /** Starts it with the minimal configuration and these further lines. */
    static ScriptedService start(String bootstrap, String prefix, String... more) {
        return new ScriptedService(config(bootstrap, prefix, more), false);
    }

    /** Starts it with a configuration of its own; what is measured is not kept, so that it may run for long. */
    static ScriptedService start(StreamConfig config) {
        return new ScriptedService(
                config,
                false,
                Optional.of(MicrometerStreamMetrics.create(
                        new SimpleMeterRegistry(), "scripted", "cafe", InstantSource.system())));
    }

    /** The same with an engine that may hang. */
    static ScriptedService startHanging(StreamConfig config) {
        return new ScriptedService(config, true);
    }

    /** Lets the engine return from what it hangs in, now and from now on. */
    void release() {
        hanging.countDown();
    }

    /** The same with real metrics, and an engine that may hang. */
    static ScriptedService startHanging(String bootstrap, String prefix, StreamMetrics measured, String... more) {
        return new ScriptedService(config(bootstrap, prefix, more), true, Optional.of(measured));
    }

    /** Runs until it is killed, with an engine that may hang; prints a line when it runs. */
    public static void main(String[] args) throws Exception {
        new ScriptedService(config(args[0], args[1]), true);
        new CountDownLatch(1).await();
    }

    static StreamConfig config(String bootstrap, String prefix, String... more) {
        return ConfigLoader.parse(
                yaml(bootstrap, prefix, more), "test", Path.of("target", "states", bootstrap.replace(':', '-')));
    }

    /** The minimal configuration with these further lines; a first one that is indented by four belongs to the Kafka clients. */
    static String yaml(String bootstrap, String prefix, String... more) {
        String clients = more.length > 0 && more[0].startsWith("    ") ? more[0] : "";
        String yaml =
                """
                kafka:
                  bootstrap-servers: %s
                  group-id: %s
                  client-properties:
                    session.timeout.ms: 6000
                %s
                model:
                  file: scripted
                """
                                .formatted(bootstrap, prefix, clients)
                        + Stream.of(more).skip(clients.isEmpty() ? 0 : 1).collect(Collectors.joining("\n"));
        if (!yaml.contains("topics:")) {
            yaml += "\ntopics:\n";
        }
        return yaml.replace(
                "topics:\n",
                """
                topics:
                  images: %1$s.images
                  heatmaps: %1$s.heatmaps
                  training: %1$s.training
                  patterns: %1$s.patterns
                  dead-letters: %1$s.dead-letters
                """
                        .formatted(prefix));
    }

    /** The first ones are enough for every test. */
    private void keep(LiveRecord record) {
        if (live.size() < 1000) {
            live.add(record);
        }
    }

    boolean stop() {
        return await(service.stop());
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

    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!List.of("gradient", "patternnet").contains(lower)) {
            throw new ExplainException(ErrorType.UNKNOWN_METHOD, "no method " + name);
        }
        return lower;
    }

    private static Tensor decode(byte[] bytes) {
        try {
            String[] numbers = new String(bytes, StandardCharsets.UTF_8).split(" ");
            return Tensor.of(
                    ScriptedExplainer.MODEL.input(), Float.parseFloat(numbers[0]), Float.parseFloat(numbers[1]));
        } catch (RuntimeException e) {
            throw new ExplainException(ErrorType.UNDECODABLE, "two numbers are needed", e);
        }
    }

    private record Hanging(ScriptedExplainer inner, CountDownLatch until) implements Explainer {
        @Override
        public ModelDescription model() {
            return inner.model();
        }

        @Override
        public void prepare(List<String> methods, int samples) {
            inner.prepare(methods, samples);
        }

        @Override
        public Explanations explain(ExplainRequest request) {
            for (int i = 0; i < request.input().shape().dimension(0); i++) {
                if (request.input().at(2 * i) == HANG) {
                    try {
                        until.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
            return inner.explain(request);
        }

        @Override
        public void close() {}
    }
}
