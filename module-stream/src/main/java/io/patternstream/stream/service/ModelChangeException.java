/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

/** A version of the model was not put into service; the one that serves goes on. The message is one line that says why. */
public final class ModelChangeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Says why.
     *
     * @param message one line
     */
    public ModelChangeException(String message) {
        super(message);
    }

    /**
     * Says why.
     *
     * @param message one line
     * @param cause what was thrown
     */
    public ModelChangeException(String message, Throwable cause) {
        super(message, cause);
    }
}
