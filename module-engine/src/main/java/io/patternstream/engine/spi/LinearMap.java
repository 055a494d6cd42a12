/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

/**
 * A map {@code z = W x + b} prepared in the backend's layout. Belongs to the thread of its {@link Kernels}; holds native
 * memory until it is closed.
 *
 * @param <A> the backend's array
 */
public interface LinearMap<A> extends AutoCloseable {

    /**
     * Computes {@code z = W x + b}.
     *
     * @param x {@code [N, ...]}
     * @return z
     */
    A forward(A x);

    /**
     * Computes {@code W^T r}, without bias: for a convolution the transposed convolution; what falls on padding is dropped.
     *
     * @param r shaped like the output
     * @return shaped like the input
     */
    A transpose(A r);

    @Override
    void close();
}
