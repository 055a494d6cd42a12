/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/**
 * Where a command writes: results that programs read to {@code out}, everything else to {@code err}.
 *
 * @param out standard output
 * @param err standard error
 * @param terminal whether a person watches {@code err}
 * @param nanoClock monotonic nanoseconds
 */
public record Console(PrintStream out, PrintStream err, boolean terminal, LongSupplier nanoClock) {

    /**
     * Writes a line for people.
     *
     * @param line the text
     */
    public void say(String line) {
        err.println(line);
    }

    /**
     * Writes a line of the result.
     *
     * @param line the text
     */
    public void result(String line) {
        out.println(line);
    }
}
