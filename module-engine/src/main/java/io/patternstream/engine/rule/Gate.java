/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.engine.spi.Kernels;

/** What happens to relevance r at a ReLU with input z. */
public enum Gate {
    /** {@code r} where {@code z > 0}, else 0: the gradient. */
    MASK,
    /** {@code max(r, 0)}: DeConvNet. */
    RECTIFY,
    /** {@code max(r, 0)} where {@code z > 0}, else 0: Guided BackProp. */
    MASK_RECTIFY,
    /** {@code r}: LRP. */
    PASS;

    /**
     * Applies it.
     *
     * @param kernels the backend
     * @param r arriving at the output
     * @param z the forward pass's input
     * @param <A> the backend's array
     * @return what leaves at the input
     */
    public <A> A apply(Kernels<A> kernels, A r, A z) {
        return switch (this) {
            case MASK -> kernels.gate(r, z);
            case RECTIFY -> kernels.relu(r);
            case MASK_RECTIFY -> kernels.gate(kernels.relu(r), z);
            case PASS -> r;
        };
    }
}
