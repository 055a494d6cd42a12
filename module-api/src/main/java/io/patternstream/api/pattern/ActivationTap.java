/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

/** Receives what an {@link ActivationSource} observes. Called on the source's thread. */
@FunctionalInterface
public interface ActivationTap {

    /**
     * Takes the statistics of neurons of one layer, one sign, one batch.
     *
     * @param moments valid only during the call
     */
    void accept(LayerMoments moments);
}
