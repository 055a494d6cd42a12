/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Precision;

/**
 * How an engine computes.
 *
 * @param backend {@code auto} for the best that is available, or a name, in any case
 * @param precision what convolutions and dense layers compute with
 * @param algorithm how convolutions are computed
 * @param threads threads of one explainer; 0 for the backend's choice
 */
public record EngineOptions(String backend, Precision precision, Algorithm algorithm, int threads) {
    private static final String AUTO = "auto";

    /** Checks. */
    public EngineOptions {
        if (threads < 0) {
            throw new IllegalArgumentException(
                    "threads must be at least 1, or 0 for the backend's choice, but was " + threads);
        }
    }

    /** {@return the best backend, in float32, by its own choice of algorithms and threads} */
    public static EngineOptions defaults() {
        return of(AUTO);
    }

    /**
     * Names a backend and leaves the rest as in {@link #defaults}.
     *
     * @param backend {@code auto} or a name
     * @return the options
     */
    public static EngineOptions of(String backend) {
        return new EngineOptions(backend, Precision.F32, Algorithm.AUTO, 0);
    }

    /**
     * Changes the precision.
     *
     * @param other the precision
     * @return these options with it
     */
    public EngineOptions withPrecision(Precision other) {
        return new EngineOptions(backend, other, algorithm, threads);
    }
}
