/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Coefficients;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A convolution or dense layer of given coefficients.
 *
 * @param coefficients weights {@code [O, I/groups, kH, kW]} or {@code [O, I]}, and biases
 * @param shape of the weights
 * @param window geometry; null for a dense layer
 * @param groups number of groups; 1 for a dense layer
 * @param input shape of one sample of the input: {@code [C, H, W]} or {@code [I]}
 */
public record LinearLayer(Coefficients coefficients, Shape shape, @Nullable Window window, int groups, Shape input) {

    /** {@return whether it is a dense layer} */
    public boolean isDense() {
        return window == null;
    }

    /** {@return the geometry of a convolution} */
    public Window requiredWindow() {
        return Objects.requireNonNull(window, "a dense layer has no window");
    }

    /** {@return its weights' shape and their key} */
    @Override
    public String toString() {
        return (isDense() ? "dense " : "convolution ") + shape + " " + coefficients;
    }
}
