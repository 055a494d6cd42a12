/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

/**
 * Names one pattern snapshot; it goes into every heatmap that the snapshot made.
 *
 * @param value unique and stable, for example {@code fashion-cnn-000012-3fa9c1d2}
 */
public record SnapshotId(String value) {
    /** Refuses an empty id. */
    public SnapshotId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a snapshot needs an id");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
