/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import java.util.OptionalInt;

/**
 * Where the borders of the fold are: at every offset that is a multiple of one of the two numbers; and how much what was folded
 * before a border counts after it. Both depend on nothing but offsets, so that folding the same partition again, from its
 * beginning or from any border, gives the same bits.
 *
 * @param blockSize offsets that are folded together, at least 1
 * @param snapshotEvery offsets between two snapshots, at least 1
 * @param halfLife offsets after which an image counts for half; empty if all count alike
 */
public record FoldPolicy(int blockSize, int snapshotEvery, OptionalInt halfLife) {
    /** However wide a gap between two offsets is. */
    private static final double LEAST = 0x1p-20;

    /** Enough to tell a signal from chance in dense layers, which have one row of each image. */
    private static final int HELD_OUT = 128;

    /** Checks. */
    public FoldPolicy {
        if (blockSize < 1 || snapshotEvery < 1) {
            throw new IllegalArgumentException(
                    "blocks of " + blockSize + " records and snapshots every " + snapshotEvery + " must be positive");
        }
    }

    /** The last border that is not behind an offset. */
    long borderAt(long offset) {
        return Math.max(offset / blockSize * blockSize, snapshotAt(offset));
    }

    /** What was folded before counts for this part of it so many offsets later; the same bits on every machine. */
    double remaining(long offsets) {
        return halfLife.isEmpty() ? 1 : Math.max(LEAST, StrictMath.pow(2, -(double) offsets / halfLife.getAsInt()));
    }

    /** Whether a block that begins here is one of the last before a snapshot. */
    boolean endsSnapshot(long first) {
        long end = snapshotAt(first) + snapshotEvery;
        return first >= borderAt(end - Math.max(1, Math.min(HELD_OUT, snapshotEvery / 4)));
    }

    /** The last border with a snapshot that is not behind an offset. */
    long snapshotAt(long offset) {
        return offset / snapshotEvery * snapshotEvery;
    }
}
