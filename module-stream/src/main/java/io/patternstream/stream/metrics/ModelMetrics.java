/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import java.time.Duration;
import java.util.Optional;

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

    /**
     * Counts one pattern snapshot that was made here.
     *
     * @param refused the first reason why it was not published; empty if it was
     */
    void snapshotMade(Optional<Refusal> refused);

    /** {@return receives how newly learned patterns compare with the active ones} */
    DriftMetrics drift();
}
