/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

/** Why a micro-batch went to a worker. */
public enum FlushReason {
    /** It was full. */
    SIZE,
    /** Its oldest record had waited long enough. */
    DELAY,
    /** Half of the time was over that one of its records had left when it came. */
    DEADLINE,
    /** A worker had nothing to do. */
    IDLE
}
