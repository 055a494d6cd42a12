/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import java.util.List;

/** Receives how newly learned patterns compare with the active ones. Thread-safe. */
public interface DriftMetrics {

    /**
     * Tells how a new snapshot compares with the active one.
     *
     * @param layers the new one's layers
     */
    void compared(List<LayerDrift> layers);

    /** Forgets all: another process compares, or another model is served. */
    void unknown();
}
