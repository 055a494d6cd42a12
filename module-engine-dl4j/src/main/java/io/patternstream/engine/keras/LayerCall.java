/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.lowering.GraphWriter;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One use of a layer: where its inputs are, and under which name it is written. Positions are those of nodes whose samples
 * have the channels first: what Keras calls the last axis.
 *
 * @param layer the layer
 * @param name its name in the network; second and later calls have a number behind it
 * @param graph what is written to
 * @param inputs positions of its inputs
 */
record LayerCall(KerasLayer layer, String name, GraphWriter graph, List<Integer> inputs) {
    /** Copies. */
    LayerCall {
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

    int add(String part, Operation operation, int x) {
        return graph.add(name + part, operation, x);
    }

    int channelsLast(int x) {
        int rank = graph.shape(x).rank();
        int[] axes = IntStream.range(0, rank).map(axis -> (axis + 1) % rank).toArray();
        return rank < 2 ? x : graph.transpose(name + ".last", x, axes);
    }

    int channelsFirst(int x) {
        int rank = graph.shape(x).rank();
        int[] axes =
                IntStream.range(0, rank).map(axis -> (axis + rank - 1) % rank).toArray();
        return rank < 2 ? x : graph.transpose(name + ".first", x, axes);
    }

    /** Our axis for one that Keras counts with the batch as 0, or from the end. */
    int axis(int keras) {
        int rank = graph.shape(inputs.get(0)).rank();
        int axis = keras < 0 ? keras + rank + 1 : keras;
        if (axis < 1 || axis > rank) {
            throw new ModelFormatException("axis " + keras + " is not one of a sample's " + rank + " axes");
        }
        return axis % rank;
    }

    /** An image for what is one-dimensional: {@code [C, L]} becomes {@code [C, 1, L]}. */
    int image(int x) {
        Shape shape = graph.shape(x);
        if (shape.rank() == 3) {
            return x;
        }
        if (shape.rank() != 2) {
            throw new ModelFormatException("needs an image or a sequence, not a sample of " + shape.rank() + " axes");
        }
        return graph.reshape(name + ".image", x, shape.dimension(0), 1, shape.dimension(1));
    }

    /** Undoes {@link #image} for a layer whose input was a sequence. */
    int like(Shape input, int image) {
        Shape shape = graph.shape(image);
        return input.rank() == 3
                ? image
                : graph.reshape(name + ".sequence", image, shape.dimension(0), shape.dimension(2));
    }

    /** Refuses layers that expect the channels first. */
    void requireChannelsLast() {
        layer.choice("data_format", "channels_last", "channels_last");
    }
}
