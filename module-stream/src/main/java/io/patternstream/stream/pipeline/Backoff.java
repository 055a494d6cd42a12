/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.time.Duration;

/**
 * How long to wait before the next attempt: the first delay, doubled each time, up to a largest.
 *
 * @param first after the first attempt
 * @param largest upper bound
 */
public record Backoff(Duration first, Duration largest) {
    /**
     * Computes one delay.
     *
     * @param attempts attempts made so far, at least 1
     * @return the time to the next
     */
    public Duration after(int attempts) {
        Duration delay = first.multipliedBy(1L << Math.min(attempts - 1, 20));
        return delay.compareTo(largest) < 0 ? delay : largest;
    }
}
