/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.api.error.ErrorLine;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.stream.config.ConfigChange;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.http.ModelControl;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.service.ModelChangeException;
import io.patternstream.stream.service.StreamService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds what the version of the model in service was made of, and makes the next from the configuration as it is then. Thread-safe. */
final class ModelReload implements ModelControl {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelReload.class);

    private final Vertx vertx;
    private final Supplier<StreamConfig> configuration;
    private final StreamConfig begun;
    private final StreamMetrics metrics;
    private volatile EngineParts serving;
    private volatile @Nullable StreamService service;

    /**
     * Begins with the first version.
     *
     * @param vertx loads
     * @param configuration reads the configuration as it is now; throws if it is not valid
     * @param first the first version, and the configuration that it was made from
     * @param metrics receives what is measured
     */
    ModelReload(Vertx vertx, Supplier<StreamConfig> configuration, EngineParts first, StreamMetrics metrics) {
        this.vertx = vertx;
        this.configuration = configuration;
        this.begun = first.config();
        this.metrics = metrics;
        this.serving = first;
    }

    /** What the version in service is made of. */
    EngineParts serving() {
        return serving;
    }

    /** From now on there is a service to change. */
    void serves(StreamService running) {
        service = running;
    }

    @Override
    public Optional<Status> status() {
        return service == null ? Optional.empty() : Optional.of(status(serving));
    }

    @Override
    public Future<Status> reload(boolean patternsLater) {
        StreamService running = service;
        if (running == null) {
            return Future.failedFuture(new ModelChangeException("the service is starting"));
        }
        long begin = System.nanoTime();
        return vertx.executeBlocking(this::load, false)
                .compose(next -> running.change(next.version(), patternsLater, () -> serving = next)
                        .map(next))
                .onComplete(
                        done -> metrics.model().loaded(done.succeeded(), Duration.ofNanos(System.nanoTime() - begin)))
                .onSuccess(ModelReload::served)
                .onFailure(ModelReload::refused)
                .map(ModelReload::status);
    }

    private EngineParts load() {
        StreamConfig config = configuration.get();
        List<String> fixed = ConfigChange.needRestart(begun, config);
        if (!fixed.isEmpty()) {
            throw new ModelChangeException("changed in the configuration, but only a restart takes it over: "
                    + String.join(", ", fixed) + "; nothing was taken over");
        }
        EngineParts next = EngineParts.load(config);
        requireSameModel(serving.description(), next.description());
        return next;
    }

    /** Records in flight, and those who read the heatmaps, count on it. */
    private static void requireSameModel(ModelDescription now, ModelDescription next) {
        if (!next.name().equals(now.name())) {
            throw new ModelChangeException("the model would be called '" + next.name() + "' and no longer '"
                    + now.name() + "'; set model.name: " + now.name());
        }
        if (!next.input().equals(now.input()) || next.classes() != now.classes()) {
            throw new ModelChangeException(
                    "it maps " + next.input() + " to " + next.classes() + " classes, the model that serves "
                            + now.input() + " to " + now.classes() + ": it is another model, which needs a restart");
        }
    }

    private static void served(EngineParts next) {
        LOGGER.atInfo()
                .addKeyValue("modelId", next.description().name())
                .addKeyValue("version", next.description().sha256())
                .log("Another version of the model serves");
        next.logEngine();
    }

    private static void refused(Throwable failure) {
        LOGGER.atWarn()
                .addKeyValue("reason", ErrorLine.of(String.valueOf(failure.getMessage())))
                .log("Another version of the model was refused; the one before goes on");
    }

    private static Status status(EngineParts parts) {
        return new Status(
                parts.description().name(),
                parts.description().sha256(),
                parts.config().model().file().toString(),
                parts.patterns().current().map(snapshot -> snapshot.id().value()));
    }
}
