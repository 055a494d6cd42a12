/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Backend;
import io.patternstream.engine.spi.Precision;

/** Makes the compiler of a backend that works from whole programs. Registered as a service. Thread-safe. */
public interface CompilerProvider extends Backend {

    /**
     * Makes a compiler.
     *
     * @param precision one that {@link #computes} has said to have
     * @param algorithm how convolutions are computed
     * @param threads of each executable; 0 for the backend's choice
     * @return closed by the caller
     */
    Compiler create(Precision precision, Algorithm algorithm, int threads);
}
