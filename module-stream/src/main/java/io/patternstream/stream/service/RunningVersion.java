/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.kafka.KafkaSide;
import io.patternstream.stream.kafka.PatternSide;
import io.patternstream.stream.kafka.PatternSideParts;
import io.patternstream.stream.kafka.PollVerticle;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.ModelVersion;
import io.patternstream.stream.worker.EngineWorkers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A version of the model with all that runs for it alone: engine workers, and what follows and learns its patterns. Its native
 * memory is freed by closing the workers, and by no longer learning. Thread-safe.
 */
final class RunningVersion {
    private final Vertx vertx;
    private final VersionParts parts;
    private final EngineWorkers workers;
    private final StreamMetrics metrics;
    private final PatternActivation activation;
    private final PatternSide patterns;
    private Optional<PatternSnapshot> untold = Optional.empty();
    private boolean serves;
    private volatile @Nullable PollVerticle learner;
    private volatile @Nullable Deployed following;
    private volatile @Nullable Deployed learning;

    /** Neither follows nor learns yet. Metrics are told of its patterns once it is in service. */
    RunningVersion(Vertx vertx, VersionParts parts, EngineWorkers workers, KafkaSide kafka, StreamMetrics metrics) {
        this.vertx = vertx;
        this.parts = parts;
        this.workers = workers;
        this.metrics = metrics;
        this.activation = new PatternActivation(parts.patterns(), workers::prepareAgain);
        this.patterns = kafka.patterns(new PatternSideParts(
                parts.model().description(),
                parts.model().decoder(),
                parts.patterns().activations(),
                parts.patterns().learners(),
                parts.patterns().states(),
                parts.patterns().check(),
                parts.patterns().codec(),
                parts.patterns().quality(),
                parts.patterns().drift(),
                activation::activate,
                this::swapped));
    }

    private record Deployed(PollVerticle verticle, String id) {}

    VersionParts parts() {
        return parts;
    }

    /** As the pipeline sees it. */
    ModelVersion model() {
        return parts.model().version(workers);
    }

    EngineWorkers workers() {
        return workers;
    }

    PatternSide patterns() {
        return patterns;
    }

    boolean live() {
        return workers.alive()
                && running().allMatch(deployed -> deployed.verticle().live());
    }

    /** Is in service from now on. */
    synchronized void serve() {
        serves = true;
        untold.ifPresent(snapshot -> metrics.patternSwap(snapshot, true));
    }

    private synchronized void swapped(PatternSnapshot snapshot, boolean applied) {
        if (serves) {
            metrics.patternSwap(snapshot, applied);
        } else if (applied) {
            untold = Optional.of(snapshot);
        }
    }

    /** Begins to follow its patterns. */
    Future<Void> follow() {
        return deploy(patterns.following()).map(deployed -> {
            following = deployed;
            return null;
        });
    }

    /** Gets ready to learn patterns: opens the store of training states, on a thread that may block. */
    Future<Void> openLearning() {
        return vertx.executeBlocking(patterns::learning, false).map(verticle -> {
            learner = verticle;
            return null;
        });
    }

    /** Begins to learn patterns, if that was got ready. */
    Future<Void> learn() {
        PollVerticle verticle = learner;
        return verticle == null
                ? Future.succeededFuture()
                : deploy(verticle).map(deployed -> {
                    learning = deployed;
                    return null;
                });
    }

    /** Learns no more; what it has learned is stored. */
    Future<Void> stopLearning() {
        Deployed deployed = learning;
        learning = null;
        return deployed == null ? Future.succeededFuture() : vertx.undeploy(deployed.id());
    }

    /** Neither follows nor learns any more. */
    Future<Void> undeploy() {
        List<Future<Void>> ends =
                running().map(deployed -> vertx.undeploy(deployed.id())).toList();
        following = null;
        learning = null;
        return Future.join(ends).<Void>mapEmpty().onComplete(ended -> activation.close());
    }

    private Stream<Deployed> running() {
        return Stream.of(following, learning).filter(Objects::nonNull);
    }

    private Future<Deployed> deploy(PollVerticle verticle) {
        return vertx.deployVerticle(verticle).map(id -> new Deployed(verticle, id));
    }
}
