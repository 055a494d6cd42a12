/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.engine.spi.Roofline;
import java.util.Optional;

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

    @Override
    void close();
}
