/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import java.time.Duration;

/** Receives what happens to the served model. Thread-safe. */
public interface ModelMetrics {

    /**
     * Tells which version serves from now on, until more is told without patterns.
     *
     * @param sha256 hash of the model file
     */
    void serves(String sha256);

    /**
     * Counts one change of the model.
     *
     * @param applied whether the new version serves; if not, it was refused
     * @param duration how long that took
     */
    void loaded(boolean applied, Duration duration);

    /** {@return receives how newly learned patterns compare with the active ones} */
    DriftMetrics drift();
}
