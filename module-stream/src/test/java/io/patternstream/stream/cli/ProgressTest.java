/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void writesALineEveryTwoSecondsAndTheLastOneWhereNobodyWatches() {
        // When
        try (Progress progress = Progress.start(console(false), "Explaining", 4, "images")) {
            progress.step(1);
            nanos.addAndGet(2_500_000_000L);
            progress.step(1);
            progress.step(1);
            progress.step(1);
        }
        // Then
        assertThat(err.toString(UTF_8).lines())
                .containsExactly("Explaining: 2 of 4 images", "Explaining: 4 of 4 images");
        assertThat(out.size()).isZero();
    }

    @Test
    void drawsABarOnATerminal() {
        // When
        try (Progress progress = Progress.start(console(true), "Explaining", 4, "images")) {
            progress.step(4);
        }
        // Then
        assertThat(err.toString(UTF_8)).contains("\r").contains("Explaining").contains("100%");
        assertThat(out.size()).isZero();
    }

    private Console console(boolean terminal) {
        return new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), terminal, nanos::get);
    }
}
