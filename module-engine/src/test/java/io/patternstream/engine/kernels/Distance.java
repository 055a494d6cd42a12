/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** How close results must be. */
final class Distance {
    private Distance() {}

    /** Each array to a share of its largest value. */
    static void assertClose(String what, List<double[]> got, List<double[]> expected, double tolerance) {
        assertThat(got).as(what).hasSameSizeAs(expected);
        for (int part = 0; part < got.size(); part++) {
            assertClose(what + ", part " + part, got.get(part), expected.get(part), tolerance);
        }
    }

    private static void assertClose(String what, double[] got, double[] expected, double tolerance) {
        assertThat(got).as(what).hasSameSizeAs(expected);
        double largest = 0;
        double worst = 0;
        int where = 0;
        for (int i = 0; i < got.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double difference = Math.abs(got[i] - expected[i]);
            if (!(difference <= worst)) {
                worst = difference;
                where = i;
            }
        }
        assertThat(worst)
                .as("%s at %d: %s and %s", what, where, got[where], expected[where])
                .isLessThanOrEqualTo(tolerance * largest);
    }
}
