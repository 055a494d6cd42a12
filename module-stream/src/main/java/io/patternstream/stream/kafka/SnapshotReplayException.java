/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import org.jspecify.annotations.Nullable;

/** Says in one line why a snapshot cannot be made again. */
public final class SnapshotReplayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SnapshotReplayException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
