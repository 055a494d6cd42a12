/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

/**
 * How much is kept of what was observed.
 *
 * @param rows most rows of one layer in each half
 * @param bytes most memory for the rows of all layers together; layers share it equally
 * @param neurons most neurons of one layer that are measured, drawn by chance
 */
public record SampleSize(int rows, long bytes, int neurons) {
    private static final SampleSize DEFAULTS = new SampleSize(4096, 256L << 20, 64);

    /** Checks. */
    public SampleSize {
        if (rows < 2 || bytes < 1 || neurons < 1) {
            throw new IllegalArgumentException("a sample of " + rows + " rows (at least 2), " + bytes + " bytes and "
                    + neurons + " neurons (at least 1)");
        }
    }

    /** {@return 4096 rows in each half, 256 MiB, 64 neurons} */
    public static SampleSize defaults() {
        return DEFAULTS;
    }
}
