/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import io.patternstream.api.error.ErrorLine;
import org.jspecify.annotations.Nullable;

/** Says why something could not be explained: what, where, the offending value, what to do. */
public final class ExplainException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorType type;

    /**
     * Creates it.
     *
     * @param type the kind of error
     * @param message one clear line
     */
    public ExplainException(ErrorType type, String message) {
        this(type, message, null);
    }

    /**
     * Creates it with a cause.
     *
     * @param type the kind of error
     * @param message one clear line
     * @param cause what led to it
     */
    public ExplainException(ErrorType type, String message, @Nullable Throwable cause) {
        super(ErrorLine.of(message), cause);
        this.type = type;
    }

    /** {@return the kind of error} */
    public ErrorType type() {
        return type;
    }
}
