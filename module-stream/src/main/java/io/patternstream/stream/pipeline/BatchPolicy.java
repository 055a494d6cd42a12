/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.time.Duration;

/**
 * When a micro-batch goes although no worker is idle.
 *
 * @param size most images in it, at least 1
 * @param maxDelay longest wait of an image
 */
public record BatchPolicy(int size, Duration maxDelay) {
    /** Checks. */
    public BatchPolicy {
        if (size < 1 || maxDelay.isNegative()) {
            throw new IllegalArgumentException("batches of " + size + " images after " + maxDelay);
        }
    }
}
