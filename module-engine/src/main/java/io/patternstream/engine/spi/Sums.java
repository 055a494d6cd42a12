/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

/**
 * Sums over samples, in float64 whatever the backend's precision.
 *
 * @param <A> the backend's array
 */
public interface Sums<A> {

    /**
     * Adds up each sample with weights.
     *
     * @param a {@code [N, C, ...]}
     * @param weights one for all, one per channel C, or one per element of a sample
     * @return {@code [N]}
     */
    double[] weighted(A a, double... weights);

    /**
     * Adds up each sample with the signs of another array.
     *
     * @param a {@code [N, ...]}
     * @param z of the same shape
     * @return {@code [N]}: the sums of {@code a * sign(z)} with {@code sign(0) = 1}
     */
    double[] signed(A a, A z);
}
