/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

/** Says that a block of training images could not be folded, and perhaps was in part: the fold must begin anew without it. */
public final class BlockFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long number;

    BlockFailedException(long number, Throwable cause) {
        super("block " + number + " of the training topic cannot be folded: " + cause, cause);
        this.number = number;
    }

    /** {@return the block's number since the beginning of the topic, from 0} */
    public long number() {
        return number;
    }
}
