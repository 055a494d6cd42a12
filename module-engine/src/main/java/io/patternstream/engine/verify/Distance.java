/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.verify;

import io.patternstream.api.tensor.Tensor;

/** Compares maps. Stateless. */
final class Distance {
    private Distance() {}

    /** {@code |a - b| / |b|} in the Euclidean norm; 0 between zeros, NaN where a value is. */
    static double of(Tensor a, Tensor b) {
        return of(a, b, norm(b));
    }

    /** {@code |a - b| / scale}. */
    static double of(Tensor a, Tensor b, double scale) {
        double squares = 0;
        for (int i = 0; i < b.shape().elementCount(); i++) {
            double difference = (double) a.at(i) - b.at(i);
            squares += difference * difference;
        }
        return squares == 0 ? 0 : Math.sqrt(squares) / scale;
    }

    static double norm(Tensor values) {
        return Math.sqrt(dot(values, values));
    }

    static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.shape().elementCount(); i++) {
            sum += (double) a.at(i) * b.at(i);
        }
        return sum;
    }

    /** The sum of absolute values. */
    static double size(Tensor values) {
        double sum = 0;
        for (int i = 0; i < values.shape().elementCount(); i++) {
            sum += Math.abs(values.at(i));
        }
        return sum;
    }
}
