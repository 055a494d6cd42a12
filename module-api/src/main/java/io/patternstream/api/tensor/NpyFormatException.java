/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.tensor;

import io.patternstream.api.error.ErrorLine;

/** Says why bytes are not a {@code .npy} array that can be read. */
public final class NpyFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates it.
     *
     * @param message what is wrong, with the offending value
     */
    public NpyFormatException(String message) {
        super(ErrorLine.of(message));
    }
}
