/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.canon;

import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;

/** Folds {@code y = s z + t} into {@code z = W x + b}: {@code W' = s W}, {@code b' = s b + t}, in float64. */
final class AffineFolding {
    private AffineFolding() {}

    static Operation.Linear fold(Operation.Linear linear, Operation.Affine norm) {
        Parameters weights = scaled(linear.weights(), norm.scale());
        Parameters bias = shifted(linear.bias(), norm);
        if (linear instanceof Operation.Convolution convolution) {
            return new Operation.Convolution(weights, bias, convolution.window(), convolution.groups());
        }
        return new Operation.Dense(weights, bias, ((Operation.Dense) linear).inputFirst());
    }

    private static Parameters scaled(Parameters weights, Parameters scale) {
        boolean changes = false;
        for (int o = 0; o < scale.shape().elementCount(); o++) {
            changes |= scale.at(o) != 1;
        }
        if (!changes) {
            return weights;
        }
        double[] values = weights.toArray();
        int inputs = values.length / Math.max(scale.shape().elementCount(), 1);
        for (int i = 0; i < values.length; i++) {
            values[i] *= scale.at(i / inputs);
        }
        return Parameters.of(weights.shape(), values);
    }

    private static Parameters shifted(Parameters bias, Operation.Affine norm) {
        double[] values = bias.toArray();
        for (int o = 0; o < values.length; o++) {
            values[o] = values[o] * norm.scale().at(o) + norm.shift().at(o);
        }
        return Parameters.of(bias.shape(), values);
    }
}
