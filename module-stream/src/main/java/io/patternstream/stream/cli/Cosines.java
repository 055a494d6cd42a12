/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Cosines of the angles between pairs of arrays. For one thread. */
final class Cosines {
    private final List<Double> values = new ArrayList<>();

    private Cosines() {}

    static Cosines create() {
        return new Cosines();
    }

    /** Takes a pair of the same shape: 1 for two arrays of zeros, 0 where only one has none but zeros. */
    void add(Tensor a, Tensor b) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.shape().elementCount(); i++) {
            double x = a.at(i);
            double y = b.at(i);
            product += x * y;
            squareA += x * x;
            squareB += y * y;
        }
        boolean same = squareA == 0 && squareB == 0;
        values.add(same ? 1 : squareA == 0 || squareB == 0 ? 0 : product / Math.sqrt(squareA) / Math.sqrt(squareB));
    }

    double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** {@return the least cosine that at least this share of all does not exceed; the least of all for 0} */
    double quantile(double share) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }
}
