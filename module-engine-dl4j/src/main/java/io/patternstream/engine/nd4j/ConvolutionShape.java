/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;

/**
 * Sizes of one convolution.
 *
 * @param weights {@code [O, I/groups, kH, kW]}
 * @param groups number of groups
 * @param input shape of one sample, {@code [I, H, W]}
 * @param patches where the window falls
 */
record ConvolutionShape(Shape weights, int groups, Shape input, Patches patches) {
    ConvolutionShape(Shape weights, Window window, int groups, Shape input) {
        this(weights, groups, input, new Patches(window, input.dimension(1), input.dimension(2)));
    }

    /** {@return output channels of one group} */
    int groupOutputs() {
        return weights.dimension(0) / groups;
    }

    /** {@return input channels of one group} */
    int groupInputs() {
        return weights.dimension(1);
    }

    /** {@return number of weights of one neuron} */
    int depth() {
        return weights.inner().elementCount();
    }

    /** {@return shape of one sample's output} */
    Shape output() {
        return Shape.of(weights.dimension(0), patches.outputHeight(), patches.outputWidth());
    }
}
