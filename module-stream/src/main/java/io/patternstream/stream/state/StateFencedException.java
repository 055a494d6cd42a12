/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

/** Says that a newer writer has claimed a partition: this one must not write its state any more. */
public final class StateFencedException extends StateStoreException {
    private static final long serialVersionUID = 1;

    /**
     * Creates it.
     *
     * @param message one clear line
     */
    public StateFencedException(String message) {
        super(message, null);
    }
}
