/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

import io.patternstream.engine.graph.Operation;

/**
 * Softmax and normalisations of a backend. Arrays belong to its open scope, as for {@link Kernels}.
 *
 * @param <A> the backend's array
 */
public interface Norms<A> {

    /**
     * Computes a softmax over the last axis.
     *
     * @param x any
     * @param log whether the logarithm is taken
     * @return shaped like x
     */
    A softmax(A x, boolean log);

    /**
     * Multiplies by the softmax's Jacobian, transposed.
     *
     * @param r arriving at the output
     * @param y the forward pass's output
     * @param log whether the logarithm was taken
     * @return shaped like x
     */
    A softmaxBackward(A r, A y, boolean log);

    /**
     * Normalises across channels.
     *
     * @param x {@code [N, C, ...]}
     * @param norm its parameters
     * @return shaped like x
     */
    A localResponseNorm(A x, Operation.LocalResponseNorm norm);

    /**
     * Multiplies by the Jacobian of {@link #localResponseNorm}, transposed.
     *
     * @param r arriving at the output
     * @param x the forward pass's input
     * @param norm its parameters
     * @return shaped like x
     */
    A localResponseNormBackward(A r, A x, Operation.LocalResponseNorm norm);

    /**
     * Normalises each channel of each sample over its positions.
     *
     * @param x {@code [N, C, ...]}
     * @param epsilon added to the variance
     * @return {@code (x - mean) / sqrt(variance + epsilon)}
     */
    A instanceNorm(A x, double epsilon);

    /**
     * Multiplies by the Jacobian of {@link #instanceNorm}, transposed.
     *
     * @param r arriving at the output
     * @param x the forward pass's input
     * @param epsilon added to the variance
     * @return shaped like x
     */
    A instanceNormBackward(A r, A x, double epsilon);
}
