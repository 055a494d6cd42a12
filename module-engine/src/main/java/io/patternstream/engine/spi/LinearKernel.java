/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.ActivationTap;

/**
 * A convolution or dense layer whose weights lie in the backend's layout. Belongs to the thread of its {@link Kernels}.
 *
 * @param <A> the backend's array
 */
public interface LinearKernel<A> extends LinearMap<A> {

    /**
     * Reports the statistics of one batch, in float64: once for the rows with {@code z > 0}, once for the others.
     *
     * @param x the layer's input
     * @param z the layer's output, bias included
     * @param layer the name to report under
     * @param tap receives both
     */
    void moments(A x, A z, LayerId layer, ActivationTap tap);
}
