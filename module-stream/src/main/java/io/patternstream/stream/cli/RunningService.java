/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.stream.metrics.StreamTotals;

/** The service while it runs. Thread-safe. */
public interface RunningService {

    /** {@return where the stream stands} */
    StreamTotals totals();

    /** {@return whether the engine is ready for the default methods and the active patterns, so that no record waits for that} */
    boolean prepared();

    /**
     * Takes in nothing more, finishes what is in flight, commits, and stops everything.
     *
     * @return false if not everything was finished within the configured time
     */
    boolean stop();
}
