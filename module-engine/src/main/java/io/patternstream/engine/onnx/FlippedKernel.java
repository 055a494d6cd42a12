/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Parameters;

/** Turns the kernel of a transposed convolution into that of the convolution that computes the same. */
final class FlippedKernel {
    private FlippedKernel() {}

    /**
     * Exchanges inputs and outputs within each group and turns the kernel by 180 degrees.
     *
     * @param kernel {@code [I, O/groups, kH, kW]}
     * @param groups number of groups
     * @return {@code [O, I/groups, kH, kW]}
     */
    static Parameters of(Parameters kernel, int groups) {
        Shape shape = kernel.shape();
        int inputs = shape.dimension(0) / groups;
        int outputs = shape.dimension(1);
        int area = shape.dimension(2) * shape.dimension(3);
        double[] flipped = new double[shape.elementCount()];
        for (int i = 0; i < flipped.length; i++) {
            int position = i % area;
            int input = i / area % inputs;
            int output = i / area / inputs % outputs;
            int group = i / area / inputs / outputs;
            int source = ((group * inputs + input) * outputs + output) * area + area - 1 - position;
            flipped[i] = kernel.at(source);
        }
        return Parameters.of(Shape.of(outputs * groups, inputs, shape.dimension(2), shape.dimension(3)), flipped);
    }
}
