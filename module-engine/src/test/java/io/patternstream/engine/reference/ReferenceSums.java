/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.engine.spi.Sums;

/** Sums, element by element. */
final class ReferenceSums implements Sums<ReferenceArray> {
    @Override
    public Total weighted(ReferenceArray a, double... weights) {
        double[] sums = new double[a.samples()];
        int size = a.sample().elementCount();
        for (int i = 0; i < a.values().length; i++) {
            sums[i / size] += a.values()[i] * weights[i % size / (size / weights.length)];
        }
        return Total.of(sums);
    }

    @Override
    public Total signed(ReferenceArray a, ReferenceArray z) {
        double[] sums = new double[a.samples()];
        int size = a.sample().elementCount();
        for (int i = 0; i < a.values().length; i++) {
            sums[i / size] += z.values()[i] >= 0 ? a.values()[i] : -a.values()[i];
        }
        return Total.of(sums);
    }
}
