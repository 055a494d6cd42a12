/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

import io.patternstream.api.error.ErrorLine;
import org.jspecify.annotations.Nullable;

/** Says why a model file cannot be used: what, where (node and operator), the offending value. */
public final class ModelFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates it.
     *
     * @param message one clear line
     */
    public ModelFormatException(String message) {
        this(message, null);
    }

    /**
     * Creates it with a cause.
     *
     * @param message one clear line
     * @param cause what led to it
     */
    public ModelFormatException(String message, @Nullable Throwable cause) {
        super(ErrorLine.of(message), cause);
    }
}
