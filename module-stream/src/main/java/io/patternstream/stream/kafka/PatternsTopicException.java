/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import org.jspecify.annotations.Nullable;

/** Says in one line why the patterns topic could not be read or written. */
public final class PatternsTopicException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PatternsTopicException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
