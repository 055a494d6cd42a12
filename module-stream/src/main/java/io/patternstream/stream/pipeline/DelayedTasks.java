/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.time.Duration;

/** Runs something later. Thread-safe. */
@FunctionalInterface
public interface DelayedTasks {

    /**
     * Runs a task once after a delay; never if the service stops before.
     *
     * @param delay from now
     * @param task short, must not block
     */
    void after(Duration delay, Runnable task);
}
