/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.stream.pipeline.RecordId;

/**
 * Says that a block of training images could not be folded, and perhaps was in part: the fold must go back to a state before
 * it and leave it out.
 */
public final class BlockFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient RecordId block;

    BlockFailedException(RecordId block, Throwable cause) {
        super("the block of training images from " + block + " on cannot be folded: " + cause, cause);
        this.block = block;
    }

    /** {@return the block's first offset} */
    public RecordId block() {
        return block;
    }
}
