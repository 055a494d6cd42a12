/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far long work has come: a bar on a terminal, else a plain line every few seconds. For one thread. */
sealed interface Progress extends AutoCloseable {

    /** The work has come further. */
    void step(long count);

    @Override
    void close();

    /** Starts to show work of {@code total} steps; the task reads like {@code "Explaining"}, the unit like {@code "images"}. */
    static Progress start(Console console, String task, long total, String unit) {
        return console.terminal() ? new Bar(console, task, total, unit) : new Lines(console, task, total, unit);
    }

    /** For people who watch. */
    final class Bar implements Progress {
        private static final int WIDTH = 100;
        private final ProgressBar bar;

        private Bar(Console console, String task, long total, String unit) {
            this.bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUnit(" " + unit, 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new ConsoleProgressBarConsumer(console.err(), WIDTH))
                    .build();
        }

        @Override
        public void step(long count) {
            bar.stepBy(count);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** For log files. */
    final class Lines implements Progress {
        private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();
        private final Console console;
        private final String task;
        private final long total;
        private final String unit;
        private long done;
        private long said;

        private Lines(Console console, String task, long total, String unit) {
            this.console = console;
            this.task = task;
            this.total = total;
            this.unit = unit;
            this.said = console.nanoClock().getAsLong();
        }

        @Override
        public void step(long count) {
            done += count;
            long now = console.nanoClock().getAsLong();
            if (now - said >= INTERVAL_NANOS || done == total) {
                said = now;
                console.say(task + ": " + done + " of " + total + " " + unit);
            }
        }

        @Override
        public void close() {
            // the last line has been written by the last step
        }
    }
}
