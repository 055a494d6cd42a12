/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

/** Says which topics are missing or unfit, and what to do. */
final class TopicsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TopicsException(String message) {
        super(message);
    }
}
