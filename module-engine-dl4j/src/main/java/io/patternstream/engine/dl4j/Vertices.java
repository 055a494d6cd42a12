/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.jspecify.annotations.Nullable;

/** Vertices of a ComputationGraph that are not layers, and preprocessors. Stateless. */
final class Vertices {
    private Vertices() {}

    static int write(StepCall call, @Nullable GraphVertex vertex) {
        if (vertex instanceof ElementWiseVertex elementWise) {
            return elementWise(call, elementWise.getOp());
        }
        if (vertex instanceof MergeVertex merge) {
            if (merge.getMergeAxis() != 1) {
                throw new ModelFormatException("merges along axis " + merge.getMergeAxis() + "; axis 1 is supported");
            }
            int[] inputs = call.inputs().stream().mapToInt(i -> i).toArray();
            return call.graph().add(call.name(), new Operation.Concat(), inputs);
        }
        if (vertex instanceof PreprocessorVertex preprocessor) {
            return preprocessed(call, call.input(), preprocessor.getPreProcessor());
        }
        if (vertex instanceof ScaleVertex scale) {
            return call.graph().scale(call.name(), call.input(), scale.getScaleFactor());
        }
        if (vertex instanceof ShiftVertex shift) {
            return shifted(call, shift.getShiftFactor());
        }
        throw new ModelFormatException("this type of vertex is not supported");
    }

    /** Does what a preprocessor does before a layer. */
    static int preprocessed(StepCall call, int x, @Nullable InputPreProcessor preprocessor) {
        if (preprocessor == null) {
            return x;
        }
        if (preprocessor instanceof CnnToFeedForwardPreProcessor flatten && flatten.getFormat() == CNN2DFormat.NCHW) {
            return call.graph().flatten(call.name() + ".flatten", x);
        }
        if (preprocessor instanceof FeedForwardToCnnPreProcessor image) {
            return call.graph()
                    .reshape(
                            call.name() + ".image",
                            x,
                            Math.toIntExact(image.getNumChannels()),
                            Math.toIntExact(image.getInputHeight()),
                            Math.toIntExact(image.getInputWidth()));
        }
        throw new ModelFormatException(
                "its preprocessor " + preprocessor.getClass().getSimpleName() + " is not supported");
    }

    private static int elementWise(StepCall call, ElementWiseVertex.Op op) {
        List<Integer> inputs = call.inputs();
        return switch (op) {
            case Add -> folded(call, inputs, new Operation.Add());
            case Product -> folded(call, inputs, new Operation.Multiply());
            case Average ->
                call.graph()
                        .scale(call.name() + ".mean", folded(call, inputs, new Operation.Add()), 1.0 / inputs.size());
            case Subtract -> {
                if (inputs.size() != 2) {
                    throw new ModelFormatException("subtracts " + inputs.size() + " inputs, needs 2");
                }
                int negative = call.graph().scale(call.name() + ".negative", inputs.get(1), -1);
                yield call.graph().add(call.name(), new Operation.Add(), inputs.get(0), negative);
            }
            default ->
                throw new ModelFormatException(
                        "the operation " + op + " is not supported; Add, Subtract, Product and Average are");
        };
    }

    private static int folded(StepCall call, List<Integer> inputs, Operation operation) {
        int result = inputs.get(0);
        for (int i = 1; i < inputs.size(); i++) {
            String part = i == inputs.size() - 1 ? "" : ".part" + i;
            result = call.graph().add(call.name() + part, operation, result, inputs.get(i));
        }
        return result;
    }

    private static int shifted(StepCall call, double by) {
        Shape channels = Shape.of(call.shape().dimension(0));
        double[] ones = new double[channels.elementCount()];
        double[] shifts = new double[ones.length];
        Arrays.fill(ones, 1);
        Arrays.fill(shifts, by);
        Operation affine = new Operation.Affine(Parameters.of(channels, ones), Parameters.of(channels, shifts));
        return call.add("", affine, call.input());
    }
}
