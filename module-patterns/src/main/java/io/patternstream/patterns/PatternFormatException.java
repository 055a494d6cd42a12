/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.error.ErrorLine;
import org.jspecify.annotations.Nullable;

/** Says why bytes are not a pattern file that can be read. */
public final class PatternFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates it.
     *
     * @param message one clear line
     * @param cause what led to it
     */
    public PatternFormatException(String message, @Nullable Throwable cause) {
        super(ErrorLine.of(message), cause);
    }
}
