/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

/** Receives how newly learned patterns compare with the active ones, layer by layer. Thread-safe. */
public interface DriftMetrics {

    /**
     * Tells how far the new patterns of a layer are from the active ones.
     *
     * @param layer the layer
     * @param cosine cosine distance, 0 to 2
     */
    void distance(String layer, double cosine);

    /**
     * Tells how much of a layer's signal patterns find in the newest training images.
     *
     * @param layer the layer
     * @param active whether it is the active patterns or the new ones
     * @param rho quality rho(S_a), 0 to 1
     */
    void quality(String layer, boolean active, double rho);

    /** Forgets all layers: another process compares, or another model is served. */
    void unknown();
}
