/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Precision;
import picocli.CommandLine.Option;

/** How the engine computes: the same options for all commands that compute. */
final class EngineFlags {
    @Option(
            names = "--backend",
            defaultValue = "auto",
            paramLabel = "auto|onednn|nd4j",
            description = "What computes (default: auto, the fastest that runs here).")
    private String backend;

    @Option(
            names = "--precision",
            defaultValue = "f32",
            paramLabel = "f32|bf16|bf16_backward",
            description =
                    "Precision of convolutions and dense layers (default: f32); the last: bfloat16 in backward passes"
                            + " only, the logits are float32's.")
    private Precision precision;

    @Option(
            names = "--algorithm",
            defaultValue = "auto",
            paramLabel = "auto|direct",
            description = "How convolutions are computed: the fastest way (default), or only by sums of products.")
    private Algorithm algorithm;

    @Option(
            names = "--threads",
            defaultValue = "0",
            paramLabel = "N",
            description = "Threads that compute (default: 0, the backend's choice).")
    private int threads;

    EngineOptions options() {
        return new EngineOptions(backend, precision, algorithm, threads);
    }

    /** The options with a number of threads instead of a backend's choice: the processors, shared out to so many workers. */
    EngineOptions explicit(int workers) {
        int share = Math.max(1, Runtime.getRuntime().availableProcessors() / workers);
        return new EngineOptions(backend, precision, algorithm, threads == 0 ? share : threads);
    }
}
