/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.demo.ReplaySequence;
import io.patternstream.stream.demo.ReplayTotals;
import io.patternstream.stream.demo.Replayer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The demo once Kafka runs: starts the service, feeds it, says how it goes, stops it. For one thread. */
final class DemoRun {
    private static final Duration STATUS_EVERY = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration FIRST_PATTERNS = Duration.ofMinutes(5);

    private final Console console;
    private final DemoPlan plan;
    private final StreamConfig config;
    private final StopSignal stop;
    private final ReplayTotals totals;
    private final AtomicReference<@Nullable String> broken = new AtomicReference<>();

    DemoRun(Console console, DemoPlan plan, StreamConfig config, StopSignal stop) {
        this.console = console;
        this.plan = plan;
        this.config = config;
        this.stop = stop;
        this.totals = new ReplayTotals(console.nanoClock());
    }

    /** Runs until the signal, or until the duration after the first image is over; {@return whether it drained in time} */
    boolean run(ServiceStarter starter, @Nullable Duration duration) {
        console.say("Starting the service with model " + plan.model());
        Optional<RunningService> started = stop.unlessRaised(() -> starter.start(() -> config, totals));
        return started.isEmpty() || run(started.get(), duration);
    }

    private boolean run(RunningService service, @Nullable Duration duration) {
        boolean drained;
        try {
            feed(service, duration);
        } finally {
            console.say("Draining");
            drained = service.stop();
        }
        String reason = broken.get();
        if (reason != null) {
            throw new CommandException(reason);
        }
        report(service);
        return drained;
    }

    private void feed(RunningService service, @Nullable Duration duration) {
        try (Replayer training = replay(
                config.topics().training(),
                plan.training(),
                plan.learning(),
                () -> service.totals().folded() + service.totals().deadLetters())) {
            if (!awaitPatterns(service, training)) {
                return;
            }
            long deadBefore = service.totals().deadLetters();
            try (Replayer images = replay(
                    config.topics().images(),
                    plan.images(),
                    plan.pace(),
                    () -> totals.images() + service.totals().deadLetters() - deadBefore)) {
                explainWhatToSee();
                watch(service, images, duration);
            }
        }
    }

    private Replayer replay(String topic, ReplaySequence images, Replayer.Pace pace, LongSupplier finished) {
        Replayer replayer = Replayer.start(config.kafka().bootstrapServers(), topic, images, pace, finished);
        stop.raiseAfter(replayer.ended().whenComplete((nothing, failure) -> {
            if (failure != null) {
                broken.compareAndSet(null, "cannot publish to topic " + topic + ": " + failure.getMessage());
            }
        }));
        return replayer;
    }

    /** Without patterns, and an engine prepared for them, the first images would wait and spoil the latencies; {@return false if it is to stop} */
    private boolean awaitPatterns(RunningService service, Replayer training) {
        console.say("Learning the first patterns from " + plan.learning().burst() + " training images");
        long end = console.nanoClock().getAsLong() + FIRST_PATTERNS.toNanos();
        while (service.totals().swaps() == 0 || !service.prepared()) {
            if (stop.await(LOOK_EVERY)) {
                return false;
            }
            if (console.nanoClock().getAsLong() > end) {
                throw new CommandException("no patterns were learned from " + training.sent() + " images within "
                        + FIRST_PATTERNS.toMinutes() + " minutes: is the model too large for this machine?");
            }
        }
        return true;
    }

    private void explainWhatToSee() {
        console.say("");
        console.say("  Dashboard   http://127.0.0.1:" + config.http().port());
        console.say("  Metrics     http://127.0.0.1:" + config.management().port() + "/metrics");
        console.say("  Kafka       " + config.kafka().bootstrapServers() + ", topics "
                + config.topics().images() + " and " + config.topics().heatmaps());
        console.say("");
        console.say(
                "Each image stands beside its heatmaps: red speaks for the predicted class, blue against it; signals look"
                        + " like images. Switch the methods on the page; watch the pattern snapshot change while the service learns. Ctrl-C stops.");
    }

    private void watch(RunningService service, Replayer images, @Nullable Duration duration) {
        long begin = console.nanoClock().getAsLong();
        long explained = 0;
        long said = begin;
        while (!stop.await(untilNext(begin, duration))) {
            long now = console.nanoClock().getAsLong();
            long done = totals.images();
            console.say(String.format(
                    Locale.ROOT,
                    "%5d s  %5.1f images/s  %d published, %d explained, %d dead letters, %d pattern snapshots",
                    (now - begin) / 1_000_000_000,
                    (done - explained) * 1e9 / Math.max(1, now - said),
                    images.sent(),
                    done,
                    service.totals().deadLetters(),
                    service.totals().swaps()));
            if (duration != null && now - begin >= duration.toNanos()) {
                return;
            }
            explained = done;
            said = now;
        }
    }

    private Duration untilNext(long begin, @Nullable Duration duration) {
        if (duration == null) {
            return STATUS_EVERY;
        }
        Duration left = duration.minusNanos(console.nanoClock().getAsLong() - begin);
        return left.compareTo(STATUS_EVERY) < 0 ? left : STATUS_EVERY;
    }

    private void report(RunningService service) {
        ReplayTotals.Counted counted = totals.counted();
        console.result(String.format(
                Locale.ROOT,
                "images %d, heatmaps %d, dead letters %d, images/s %.1f, latency p50 %.0f ms, p95 %.0f ms",
                counted.images(),
                counted.heatmaps(),
                service.totals().deadLetters(),
                counted.perSecond(),
                counted.p50() * 1000,
                counted.p95() * 1000));
    }
}
