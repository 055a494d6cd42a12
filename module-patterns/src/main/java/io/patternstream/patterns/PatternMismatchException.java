/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.error.ErrorLine;

/** Says why patterns do not belong to a model: another hash, an unknown layer, another shape, a missing regime. */
public final class PatternMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates it.
     *
     * @param message one clear line
     */
    public PatternMismatchException(String message) {
        super(ErrorLine.of(message));
    }
}
