/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

/** Says in one line why a command failed, where no other exception says it. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates it.
     *
     * @param message one clear line: what, where, the offending value, what to do
     */
    public CommandException(String message) {
        super(message);
    }

    /**
     * Creates it with a cause.
     *
     * @param message one clear line: what, where, the offending value, what to do
     * @param cause what led to it
     */
    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
