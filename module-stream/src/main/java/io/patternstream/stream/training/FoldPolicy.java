/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

/**
 * Where the borders of the fold are. They depend on nothing but the number of records since the beginning of the topic, so
 * that folding the same topic again gives the same bits.
 *
 * @param blockSize records that are folded together, at least 1
 * @param snapshotEvery records between two snapshots, at least 1
 */
public record FoldPolicy(int blockSize, int snapshotEvery) {
    /** Checks. */
    public FoldPolicy {
        if (blockSize < 1 || snapshotEvery < 1) {
            throw new IllegalArgumentException(
                    "blocks of " + blockSize + " records and snapshots every " + snapshotEvery + " must be positive");
        }
    }
}
