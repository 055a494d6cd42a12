/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

/** What the live feed counts. Thread-safe, never blocks. */
public interface ViewerMetrics {
    /** A viewer connected. */
    void viewerJoined();

    /** A viewer went away. */
    void viewerLeft();

    /** A frame went to one viewer. */
    void frameSent();

    /** A viewer lost a frame that was due, as it reads too slowly. */
    void frameDropped();
}
