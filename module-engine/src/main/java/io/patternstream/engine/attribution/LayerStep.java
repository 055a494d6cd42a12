/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

/**
 * What relevance does at one layer with weights, prepared for a backend. Belongs to one thread, and to one batch, since it may
 * keep what depends on the forward pass alone.
 *
 * @param <A> the backend's array
 */
interface LayerStep<A> {

    /**
     * Takes relevance down.
     *
     * @param h the layer's input in the forward pass
     * @param z its output
     * @param r arriving at the output
     * @param ledger is told what stays behind
     * @return shaped like the input
     */
    A apply(A h, A z, A r, Ledger<A> ledger);
}
