/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

import io.patternstream.api.error.ErrorLine;
import org.jspecify.annotations.Nullable;

/** Says that states cannot be written or read now; another attempt may succeed. */
public class StateStoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates it.
     *
     * @param message one clear line
     * @param cause what led to it
     */
    public StateStoreException(String message, @Nullable Throwable cause) {
        super(ErrorLine.of(message), cause);
    }
}
