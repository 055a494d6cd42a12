/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.spi.Kernels;

/** What happens to relevance r at an activation f with input z. */
public enum Gate {
    /** {@code r f'(z)}: the gradient; for ReLU {@code r} where {@code z > 0}, else 0. */
    MASK,
    /** {@code max(r, 0)}: DeConvNet. */
    RECTIFY,
    /** {@code max(r, 0) f'(z)}: Guided BackProp. */
    MASK_RECTIFY,
    /** {@code r sigmoid(10 z)}: the derivative of a softened ReLU, BetaSmooth with beta 10. */
    SMOOTH,
    /** {@code r}: LRP. */
    PASS;

    private static final double BETA = 10;

    /**
     * Tells whether it is defined for an activation: those that rectify r need an activation that rectifies z, and
     * only ReLU is softened.
     *
     * @param function the activation
     * @return whether {@link #apply} may be called
     */
    public boolean supports(Nonlinearity function) {
        return switch (this) {
            case MASK, PASS -> true;
            case RECTIFY, MASK_RECTIFY -> function.rectifies();
            case SMOOTH -> function instanceof Nonlinearity.Relu;
        };
    }

    /**
     * Applies it.
     *
     * @param kernels the backend
     * @param function the activation
     * @param r arriving at the output
     * @param z the forward pass's input
     * @param <A> the backend's array
     * @return what leaves at the input
     */
    public <A> A apply(Kernels<A> kernels, Nonlinearity function, A r, A z) {
        return switch (this) {
            case MASK -> kernels.activateBackward(r, z, function);
            case RECTIFY -> kernels.activate(r, new Nonlinearity.Relu());
            case MASK_RECTIFY -> kernels.activateBackward(kernels.activate(r, new Nonlinearity.Relu()), z, function);
            case SMOOTH -> kernels.activateBackward(r, kernels.scale(z, BETA), new Nonlinearity.Softplus());
            case PASS -> r;
        };
    }
}
