/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

/** Says that a state is not what was written: its hash differs. The state before it may do. */
public final class StateDamagedException extends StateStoreException {
    private static final long serialVersionUID = 1;

    /**
     * Creates it.
     *
     * @param message one clear line
     */
    public StateDamagedException(String message) {
        super(message, null);
    }
}
