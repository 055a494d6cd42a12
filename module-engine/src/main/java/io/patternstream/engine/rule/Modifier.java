/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.spi.Kernels;

/**
 * What an LRP rule makes of a layer's inputs, weights or biases, value by value: {@code positive * v^power} where v is not
 * negative, {@code negative * v^power} where it is. Immutable, thread-safe.
 *
 * @param positive factor of values from 0 up
 * @param negative factor of values below 0
 * @param power 0 (a constant), 1 or 2
 */
public record Modifier(double positive, double negative, int power) {
    /** v. */
    public static final Modifier VALUE = new Modifier(1, 1, 1);
    /** {@code max(v, 0)}. */
    public static final Modifier POSITIVE = new Modifier(1, 0, 1);
    /** {@code min(v, 0)}. */
    public static final Modifier NEGATIVE = new Modifier(0, 1, 1);
    /** 1. */
    public static final Modifier ONE = new Modifier(1, 1, 0);
    /** 0: no bias. */
    public static final Modifier NONE = new Modifier(0, 0, 0);
    /** {@code v * v}. */
    public static final Modifier SQUARE = new Modifier(1, 1, 2);

    /**
     * Returns a modifier that ignores its argument.
     *
     * @param value the result
     * @return the modifier
     */
    public static Modifier constant(double value) {
        return new Modifier(value, value, 0);
    }

    /**
     * Returns {@code v + gamma * max(v, 0)}.
     *
     * @param gamma how much positive values are favoured
     * @return the modifier
     */
    public static Modifier favouringPositive(double gamma) {
        return new Modifier(1 + gamma, 1, 1);
    }

    /**
     * Returns {@code v + gamma * min(v, 0)}.
     *
     * @param gamma how much negative values are favoured
     * @return the modifier
     */
    public static Modifier favouringNegative(double gamma) {
        return new Modifier(1, 1 + gamma, 1);
    }

    /** {@return whether the result is 0 for all values from 0 up} */
    public boolean ignoresPositive() {
        return positive == 0;
    }

    /** {@return whether no result is below 0} */
    public boolean isNonNegative() {
        return positive >= 0 && (power == 1 ? negative <= 0 : negative >= 0);
    }

    /** {@return whether no result is below its argument} */
    public boolean dominates() {
        return power == 1 && positive >= 1 && negative <= 1;
    }

    /**
     * Modifies one value.
     *
     * @param value the value
     * @return the result
     */
    public double apply(double value) {
        return (value < 0 ? negative : positive)
                * switch (power) {
                    case 0 -> 1;
                    case 1 -> value;
                    default -> value * value;
                };
    }

    /**
     * Modifies values.
     *
     * @param values not changed
     * @return the results
     */
    public double[] apply(double[] values) {
        double[] results = new double[values.length];
        for (int i = 0; i < results.length; i++) {
            results[i] = apply(values[i]);
        }
        return results;
    }

    /**
     * Modifies a layer's input.
     *
     * @param kernels the backend
     * @param x the input
     * @param <A> the backend's array
     * @return shaped like x
     */
    public <A> A apply(Kernels<A> kernels, A x) {
        if (equals(VALUE)) {
            return x;
        }
        if (equals(POSITIVE)) {
            return kernels.activate(x, new Nonlinearity.Relu());
        }
        if (equals(NEGATIVE)) {
            return kernels.activate(x, new Nonlinearity.Clip(Double.NEGATIVE_INFINITY, 0));
        }
        if (isConstant()) {
            return kernels.constant(x, positive);
        }
        throw new IllegalStateException(this + " is meant for weights, not for inputs");
    }

    /**
     * Multiplies by a layer's modified input.
     *
     * @param kernels the backend
     * @param r any
     * @param x the input, shaped like r
     * @param <A> the backend's array
     * @return the product
     */
    public <A> A times(Kernels<A> kernels, A r, A x) {
        return isConstant() ? kernels.scale(r, positive) : kernels.multiply(apply(kernels, x), r);
    }

    private boolean isConstant() {
        return power == 0 && positive == negative;
    }
}
