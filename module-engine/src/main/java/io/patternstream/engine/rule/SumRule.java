/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.engine.spi.Kernels;

/**
 * What happens to relevance at a sum {@code z = sum of c_i h_i + b} whose coefficients are not learned: average pools,
 * additions, affine maps. Immutable, thread-safe.
 */
public sealed interface SumRule {

    /**
     * Returns what goes down through the coefficients.
     *
     * @param kernels the backend
     * @param z the forward pass's own output
     * @param r arriving at the output
     * @param <A> the backend's array
     * @return shaped like the output
     */
    <A> A quotient(Kernels<A> kernels, A z, A r);

    /**
     * Returns an input's share.
     *
     * @param kernels the backend
     * @param h the forward pass's input
     * @param transposed the quotient, carried down to that input by the coefficients
     * @param <A> the backend's array
     * @return shaped like the input
     */
    <A> A share(Kernels<A> kernels, A h, A transposed);

    /** {@return the absolute stabiliser of the quotient; 0 for none} */
    double epsilon();

    /** {@code c_i r}: the chain rule. */
    record Chain() implements SumRule {
        @Override
        public <A> A quotient(Kernels<A> kernels, A z, A r) {
            return r;
        }

        @Override
        public <A> A share(Kernels<A> kernels, A h, A transposed) {
            return transposed;
        }

        @Override
        public double epsilon() {
            return 0;
        }
    }

    /**
     * {@code h_i c_i r / (z + epsilon sign(z))}: LRP. It divides by the forward pass's own z: one summed in another order is
     * far off near 0.
     *
     * @param epsilon absolute stabiliser; with 0 the share is 0 where z is exactly 0
     */
    record Proportional(double epsilon) implements SumRule {
        @Override
        public <A> A quotient(Kernels<A> kernels, A z, A r) {
            return kernels.divide(r, z, epsilon);
        }

        @Override
        public <A> A share(Kernels<A> kernels, A h, A transposed) {
            return kernels.multiply(h, transposed);
        }
    }
}
