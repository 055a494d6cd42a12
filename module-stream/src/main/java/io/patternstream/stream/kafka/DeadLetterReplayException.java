/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

/** Says in one line why dead letters could not be sent back. */
public final class DeadLetterReplayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DeadLetterReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
