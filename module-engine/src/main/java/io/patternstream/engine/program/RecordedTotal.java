/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.engine.spi.Sums;

/** Sums that a program computes: what they came to when it was last read from an executable. One thread. */
public final class RecordedTotal implements Sums.Total {
    private final Value value;
    private final double[] sums;

    RecordedTotal(Value value) {
        this.value = value;
        this.sums = new double[value.shape().dimension(0)];
    }

    /**
     * Takes the sums of the last run.
     *
     * @param executable of the program
     */
    public void read(Executable executable) {
        executable.sums(value, sums);
    }

    @Override
    public void addTo(double[] account, double factor) {
        for (int n = 0; n < sums.length; n++) {
            account[n] += factor * sums[n];
        }
    }
}
