/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.pipeline.EngineTrial;
import io.patternstream.stream.pipeline.ExplainOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts another version of the model into service while records flow. The next one is made ready beside the one that serves, reads
 * its patterns, is tried, and takes over between two batches; whatever fails before that leaves the one that serves as it is. One
 * change at a time. Thread-safe.
 */
final class VersionSwitch {
    private static final Logger LOGGER = LoggerFactory.getLogger(VersionSwitch.class);
    private static final long LOOK_MILLIS = 20;
    private static final Duration READING = Duration.ofSeconds(30);
    private static final Duration PREPARING = Duration.ofMinutes(10);
    /** Needs no patterns, and every network that can be explained at all has it. */
    private static final String SIMPLEST = "gradient";

    private final Parts parts;
    private final AtomicBoolean busy = new AtomicBoolean();

    VersionSwitch(Parts parts) {
        this.parts = parts;
    }

    /**
     * What it is made of.
     *
     * @param vertx runs it
     * @param start starts the workers of a version; blocks
     * @param current the version that serves
     * @param takeOver puts a version that is ready into service; throws if the service stops
     * @param learns whether patterns are learned
     */
    record Parts(
            Vertx vertx,
            Function<VersionParts, RunningVersion> start,
            Supplier<RunningVersion> current,
            Consumer<RunningVersion> takeOver,
            boolean learns) {}

    /** Fails with a {@link ModelChangeException}, or what the engine threw, if the version is not put into service. */
    Future<Void> change(VersionParts next, boolean patternsLater, Runnable serving) {
        if (!busy.compareAndSet(false, true)) {
            return Future.failedFuture(new ModelChangeException(
                    "another version of the model is being loaded; ask again when that is done"));
        }
        return parts.vertx()
                .executeBlocking(() -> parts.start().apply(next), false)
                .compose(candidate -> ready(candidate, patternsLater)
                        .compose(ready -> replace(candidate, serving))
                        .recover(failure -> end(candidate).transform(ended -> Future.failedFuture(failure))))
                .onComplete(done -> busy.set(false));
    }

    private Future<Void> ready(RunningVersion candidate, boolean patternsLater) {
        return parts.vertx()
                .executeBlocking(
                        () -> {
                            candidate.workers().awaitPrepared();
                            return null;
                        },
                        false)
                .compose(done -> candidate.follow())
                .compose(done -> until(
                        candidate.patterns()::caughtUp, READING, "the patterns topic could not be read to its end"))
                .compose(done -> until(candidate.workers()::prepared, PREPARING, "its engine did not get ready"))
                .compose(done -> check(candidate, patternsLater))
                .compose(done -> parts.learns() ? candidate.openLearning() : Future.succeededFuture());
    }

    private Future<Void> check(RunningVersion candidate, boolean patternsLater) {
        Optional<String> unprepared = candidate.workers().unprepared();
        if (unprepared.isPresent()) {
            return refused("its engine cannot be prepared: " + unprepared.get());
        }
        if (!patternsLater && hasPatterns(parts.current().get()) && !hasPatterns(candidate)) {
            return refused("there are no patterns of it yet, so records that need them would wait: name a file in"
                    + " patterns.file, pin some, or ask with patterns=later");
        }
        return trial(candidate);
    }

    private static boolean hasPatterns(RunningVersion version) {
        return version.parts().patterns().active().current().isPresent();
    }

    private static Future<Void> trial(RunningVersion candidate) {
        ExplainOptions usual = candidate.model().options().usual();
        Tensor image = EngineTrial.noise(candidate.parts().model().description().input());
        Promise<Void> tried = Promise.promise();
        candidate.workers().execute(explainer -> failure(explainer, image, usual)
                .ifPresentOrElse(
                        failure -> tried.fail(new ModelChangeException(
                                "its engine does not explain a trial image: " + failure.getMessage(), failure)),
                        tried::complete));
        return tried.future();
    }

    private static Optional<Throwable> failure(Explainer explainer, Tensor image, ExplainOptions usual) {
        Optional<Throwable> failure = EngineTrial.failure(explainer, image, usual);
        boolean withoutPatterns = failure.filter(ExplainException.class::isInstance)
                .map(ExplainException.class::cast)
                .filter(known -> known.type() == ErrorType.PATTERNS_UNAVAILABLE)
                .isPresent();
        return withoutPatterns
                ? EngineTrial.failure(
                        explainer, image, new ExplainOptions(usual.contentType(), List.of(SIMPLEST), usual.target()))
                : failure;
    }

    /** Two versions never learn at the same time, since they have one consumer group. */
    private Future<Void> replace(RunningVersion candidate, Runnable serving) {
        RunningVersion before = parts.current().get();
        return before.stopLearning().compose(stopped -> {
            parts.takeOver().accept(candidate);
            serving.run();
            return candidate
                    .learn()
                    .recover(VersionSwitch::tell)
                    .compose(learning -> end(before))
                    .recover(VersionSwitch::tell);
        });
    }

    /** Its threads end after the batches that they have. */
    private Future<Void> end(RunningVersion version) {
        return version.undeploy().transform(ended -> parts.vertx()
                .executeBlocking(
                        () -> {
                            version.workers().close();
                            return null;
                        },
                        false));
    }

    private static Future<Void> tell(Throwable failure) {
        LOGGER.atError().setCause(failure).log("The model was changed, but not all that belongs to it");
        return Future.succeededFuture();
    }

    private Future<Void> until(BooleanSupplier condition, Duration atMost, String otherwise) {
        return until(
                condition, System.nanoTime() + atMost.toNanos(), otherwise + " within " + atMost.toSeconds() + " s");
    }

    private Future<Void> until(BooleanSupplier condition, long end, String otherwise) {
        if (condition.getAsBoolean()) {
            return Future.succeededFuture();
        }
        return System.nanoTime() > end
                ? refused(otherwise)
                : parts.vertx().timer(LOOK_MILLIS).compose(tick -> until(condition, end, otherwise));
    }

    private static Future<Void> refused(String why) {
        return Future.failedFuture(new ModelChangeException(why));
    }
}
