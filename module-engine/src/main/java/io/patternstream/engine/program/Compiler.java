/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.pattern.LaidOutPatterns;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.Roofline;
import java.util.Optional;
import java.util.function.Function;

/** Compiles programs for one engine: its executables share prepared coefficients. Thread-safe. */
public interface Compiler extends AutoCloseable {

    /** {@return the backend's name} */
    String name();

    /**
     * Compiles a program.
     *
     * @param program any
     * @return closed by the caller, before the compiler
     */
    Executable compile(Program program);

    /**
     * Prepares the bare primitives of a program, to compare its time with.
     *
     * @param program any
     * @return closed by the caller, before the compiler; empty if they cannot run on their own
     */
    default Optional<Roofline> roofline(Program program) {
        return Optional.empty();
    }

    /**
     * Lays out coefficients that executables will be rebound to, in each way in which those that they replace lie now. May run
     * on any thread, beside the executables.
     *
     * @param successor what replaces coefficients; empty where they stay
     * @return keeps them until it is closed, before the compiler
     */
    default LaidOutPatterns layOut(Function<Coefficients, Optional<Coefficients>> successor) {
        return LaidOutPatterns.none();
    }

    @Override
    void close();
}
