/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.lowering.GraphWriter;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * One step being written.
 *
 * @param name of the layer or vertex
 * @param graph what is written to
 * @param coefficients the parameters, at the step's own
 * @param inputs positions of what it reads, behind its preprocessor
 */
record StepCall(String name, GraphWriter graph, Coefficients coefficients, List<Integer> inputs) {
    /** Copies. */
    StepCall {
        inputs = List.copyOf(inputs);
    }

    /** The position of the only input. */
    int input() {
        if (inputs.size() != 1) {
            throw new ModelFormatException("has " + inputs.size() + " inputs, needs 1");
        }
        return inputs.get(0);
    }

    /** The shape of the only input. */
    Shape shape() {
        return graph.shape(input());
    }

    /** The shape of the only input, which must be an image. */
    Shape image() {
        if (shape().rank() != 3) {
            throw new ModelFormatException("needs images [C, H, W], not samples of shape " + shape());
        }
        return shape();
    }

    int add(String part, Operation operation, int x) {
        return graph.add(name + part, operation, x);
    }

    static void requireChannelsFirst(CNN2DFormat format) {
        if (format != CNN2DFormat.NCHW) {
            throw new ModelFormatException("data format " + format + " is not supported; NCHW is");
        }
    }
}
