/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

/** Says that a state was made with another model, another preprocessing of images or another half-life. */
public final class OtherModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates it.
     *
     * @param message one clear line
     */
    public OtherModelException(String message) {
        super(message);
    }
}
