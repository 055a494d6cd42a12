/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs; once, on something small, in this JVM. */
class BenchmarksTest {
    @Test
    void everyBenchmarkRuns() throws RunnerException {
        // Given
        Options once = new OptionsBuilder()
                .include("io\\.patternstream\\.benchmarks\\..*")
                .param("imageSize", "32")
                .param("batch", "1")
                .param("channels", "4")
                .param("size", "8")
                .param("neurons", "2")
                .param("inputs", "3")
                .mode(org.openjdk.jmh.annotations.Mode.SingleShotTime)
                .warmupIterations(0)
                .measurementIterations(1)
                .forks(0)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();

        // When
        Collection<RunResult> results = new Runner(once).run();

        // Then
        assertThat(results)
                .extracting(result -> result.getPrimaryResult().getLabel())
                .contains("explain", "forward", "transpose", "accept", "merge", "decode", "preprocess", "encode");
        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
    }
}
