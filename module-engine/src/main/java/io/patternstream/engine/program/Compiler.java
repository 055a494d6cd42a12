/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

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

    @Override
    void close();
}
