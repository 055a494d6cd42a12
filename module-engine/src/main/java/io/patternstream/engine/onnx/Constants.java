/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Parameters;
import java.util.List;

/** Turns constants into parameters of a layer, under the broadcasting rules of ONNX. */
final class Constants {
    private Constants() {}

    static Parameters zeros(int size) {
        return Parameters.of(Shape.of(size), new double[size]);
    }

    /** A constant that must be a vector of so many values. */
    static Parameters vector(OnnxNode node, OnnxTensor tensor, int size) {
        if (!tensor.dimensions().equals(List.of((long) size))) {
            throw node.error("its input '" + tensor.name() + "' should be a vector of " + size + " but has dimensions "
                    + tensor.dimensions());
        }
        return tensor.parameters(Shape.of(size));
    }

    /** The sample's shape after broadcasting a constant onto it; refuses constants that differ between samples. */
    static Shape broadcastSample(OnnxNode node, Shape sample, OnnxTensor constant) {
        Shape shape = constant.shape();
        if (shape.rank() > sample.rank() + 1) {
            throw node.mixes("the constant '" + constant.name() + "' of dimensions " + shape
                    + " has more axes than a batch of " + sample);
        }
        if (shape.rank() == sample.rank() + 1 && shape.dimension(0) != 1) {
            throw node.error("the constant '" + constant.name() + "' of dimensions " + shape
                    + " differs from sample to sample; a batch of " + sample + " needs 1 on the first axis");
        }
        return Axes.broadcast(sample.batchOf(1), shape).inner();
    }

    /** A constant broadcast to a sample: one value per channel where that says all, else one per element. */
    static Parameters perChannelOrElement(GraphImporter graph, OnnxNode node, OnnxTensor constant, Shape sample) {
        int[] extents = constant.shape().toArray();
        int channelAxis = extents.length - sample.rank();
        boolean perChannel = true;
        for (int axis = 0; axis < extents.length; axis++) {
            perChannel &= axis == channelAxis || extents[axis] == 1;
        }
        if (perChannel) {
            double[] values = constant.doubles();
            double[] channels = new double[sample.dimension(0)];
            for (int i = 0; i < channels.length; i++) {
                channels[i] = values[values.length == 1 ? 0 : i];
            }
            return Parameters.of(Shape.of(channels.length), channels);
        }
        graph.reserve(node, sample.elementCount());
        return Parameters.of(sample, Axes.broadcast(constant, sample.batchOf(1)).doubles());
    }
}
