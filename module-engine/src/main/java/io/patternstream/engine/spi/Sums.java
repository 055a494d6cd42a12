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
     * @return one per sample
     */
    Total weighted(A a, double... weights);

    /**
     * Adds up each sample with the signs of another array.
     *
     * @param a {@code [N, ...]}
     * @param z of the same shape
     * @return one per sample: the sums of {@code a * sign(z)} with {@code sign(0) = 1}
     */
    Total signed(A a, A z);

    /** One number per sample; stays valid after the scope in which it was computed. */
    interface Total {

        /**
         * Adds it up.
         *
         * @param account one per sample; changed
         * @param factor of what is added
         */
        void addTo(double[] account, double factor);

        /**
         * Returns known numbers.
         *
         * @param sums one per sample; not copied
         * @return the total
         */
        static Total of(double... sums) {
            return (account, factor) -> {
                for (int n = 0; n < account.length; n++) {
                    account[n] += factor * sums[n];
                }
            };
        }
    }
}
