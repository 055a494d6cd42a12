/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Feeds every reader with files that are nearly right. A short run in every build, always the same; a long one with
 * {@code -Dfuzz.inputs=1000000}, another one with {@code -Dfuzz.seed=2}. Inputs that went wrong lie in {@code target/fuzz}.
 */
class ReadersFuzzTest {
    private static final long INPUTS = Long.getLong("fuzz.inputs", 12_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final Path KEPT = Path.of("target", "fuzz");

    @TempDir
    private static Path folder;

    private Reader reader;
    private Fuzzer fuzzer;
    private Fuzzer.Report report;

    static Stream<Reader> readers() {
        return new Readers(folder).all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    @Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void readsOrRefusesInOneClearLine(Reader tested) {
        // Given
        reader = tested;
        fuzzer = Fuzzer.of(reader, SEED);
        long began = System.nanoTime();

        // When
        report = fuzzer.run(INPUTS * reader.share() / 100);

        // Then
        System.out.printf(
                Locale.ROOT,
                "%s: %d inputs, %d read, %d outcomes, slowest %d ms, most allocated %d KiB, %.1f s%n",
                reader,
                report.inputs(),
                report.accepted(),
                report.outcomes(),
                report.slowestMillis(),
                report.largestAllocation() / 1024,
                (System.nanoTime() - began) / 1e9);
        assertThat(report.findings().keySet()).isEmpty();
        assertThat(report.accepted()).isBetween(report.inputs() / 100, report.inputs() * 9 / 10);
        assertThat(report.outcomes()).isGreaterThan(5);
    }

    @AfterEach
    void keepWhatWentWrong() throws IOException {
        Files.createDirectories(KEPT);
        if (report == null) {
            Files.write(KEPT.resolve(reader + "-unfinished"), fuzzer.current());
            return;
        }
        int number = 0;
        for (Map.Entry<String, byte[]> finding : report.findings().entrySet()) {
            number++;
            Files.write(KEPT.resolve(reader + "-" + number), finding.getValue());
            Files.writeString(KEPT.resolve(reader + "-" + number + ".txt"), finding.getKey());
        }
    }
}
