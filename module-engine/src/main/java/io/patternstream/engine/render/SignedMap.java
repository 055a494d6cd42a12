/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;

/** An attribution as one signed value per pixel: the sum over its channels. Immutable. */
final class SignedMap {
    private final int height;
    private final int width;
    private final double[] sums;
    private final double extreme;

    private SignedMap(int height, int width, double[] sums, double extreme) {
        this.height = height;
        this.width = width;
        this.sums = sums;
        this.extreme = extreme;
    }

    /** Takes {@code [C, H, W]}. */
    static SignedMap of(Tensor attribution, Normalisation normalisation) {
        Shape shape = attribution.shape();
        double[] sums = new double[shape.dimension(1) * shape.dimension(2)];
        for (int i = 0; i < shape.elementCount(); i++) {
            sums[i % sums.length] += attribution.at(i);
        }
        return new SignedMap(shape.dimension(1), shape.dimension(2), sums, normalisation.extreme(sums));
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /** As {@link Normalisation#extreme}. */
    double extreme() {
        return extreme;
    }

    /** Whether all values are. */
    boolean finite() {
        return Double.isFinite(extreme);
    }

    /** The value at a position in C order divided by the extreme and cut off, -1 to 1; all 0 in a map of zeros. */
    double value(int position) {
        return extreme == 0 ? 0 : Math.max(-1, Math.min(1, sums[position] / extreme));
    }
}
