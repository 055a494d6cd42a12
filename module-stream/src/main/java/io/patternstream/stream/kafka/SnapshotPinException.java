/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import org.jspecify.annotations.Nullable;

/** Says in one line why a snapshot could not be pinned. */
public final class SnapshotPinException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SnapshotPinException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
