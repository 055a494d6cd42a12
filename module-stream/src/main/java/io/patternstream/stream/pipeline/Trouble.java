/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.ErrorType;
import java.util.Optional;

/**
 * Why a record was not explained.
 *
 * @param type the kind of error
 * @param stage where it went wrong
 * @param message one clear line
 * @param attempts how often it was tried, at least 1
 * @param cause what was thrown; empty if nothing was
 */
public record Trouble(ErrorType type, FailedAt stage, String message, int attempts, Optional<Throwable> cause) {
    static Trouble of(ErrorType type, FailedAt stage, Throwable cause, int attempts) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new Trouble(type, stage, message, attempts, Optional.of(cause));
    }
}
