/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

/** Where published heatmaps go for people to watch. Thread-safe. */
@FunctionalInterface
public interface LiveFeed {

    /**
     * Tells of one image; called after the broker acknowledged all its heatmaps. Must return at once: an implementation
     * that is behind drops records.
     *
     * @param record the image and its heatmaps
     */
    void published(LiveRecord record);
}
