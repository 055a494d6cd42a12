/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.engine.spi.Kernels;
import java.util.function.UnaryOperator;

/**
 * What happens to relevance at a sum {@code z = sum of c_i h_i + b} whose coefficients are not learned: average pools,
 * additions, affine maps. Immutable, thread-safe.
 */
public sealed interface SumRule {

    /**
     * Shares r.
     *
     * @param kernels the backend
     * @param transpose carries an array from the sum's output down to its input by its coefficients c
     * @param h the forward pass's input
     * @param z the forward pass's own output
     * @param r arriving at the output
     * @param <A> the backend's array
     * @return shaped like the input
     */
    <A> A apply(Kernels<A> kernels, UnaryOperator<A> transpose, A h, A z, A r);

    /** {@code c_i r}: the chain rule. */
    record Chain() implements SumRule {
        @Override
        public <A> A apply(Kernels<A> kernels, UnaryOperator<A> transpose, A h, A z, A r) {
            return transpose.apply(r);
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
        public <A> A apply(Kernels<A> kernels, UnaryOperator<A> transpose, A h, A z, A r) {
            return kernels.multiply(h, transpose.apply(kernels.divide(r, z, epsilon)));
        }
    }
}
