/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.engine.spi.Coefficients;

/** Weights and biases that a test made up; each is its own key. */
public final class GivenCoefficients implements Coefficients {
    private final double[] weights;
    private final double[] bias;

    private GivenCoefficients(double[] weights, double[] bias) {
        this.weights = weights.clone();
        this.bias = bias.clone();
    }

    /**
     * Takes values.
     *
     * @param weights copied
     * @param bias copied
     * @return the coefficients
     */
    public static Coefficients of(double[] weights, double[] bias) {
        return new GivenCoefficients(weights, bias);
    }

    @Override
    public Object key() {
        return this;
    }

    @Override
    public double weight(int index) {
        return weights[index];
    }

    @Override
    public double[] bias() {
        return bias.clone();
    }
}
