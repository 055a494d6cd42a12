/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.lowering.GraphWriter;
import io.patternstream.engine.lowering.TensorAxes;
import io.patternstream.engine.lowering.TransposedConvolution;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.activations.IActivation;

/** Layers with parameters, which are read in the order in which DL4J flattens them. Stateless. */
final class WeightedLayers {
    private WeightedLayers() {}

    /** Biases, then weights {@code [O, I, kH, kW]}. */
    static int convolution(StepCall call, ConvolutionLayer layer) {
        StepCall.requireChannelsFirst(layer.getCnn2dDataFormat());
        int[] kernel = layer.getKernelSize();
        Window window = Geometry.of(layer).window(call.image());
        Tensor bias = bias(call, layer.hasBias(), layer.getNOut());
        Tensor weights = call.coefficients().next(layer.getNOut(), layer.getNIn(), kernel[0], kernel[1]);
        int x = call.add("", new Operation.Convolution(weights, bias, window, 1), call.input());
        return Activations.add(call, x, layer.getActivationFn());
    }

    /** Biases, then weights {@code [I, O, kH, kW]}. */
    static int deconvolution(StepCall call, Deconvolution2D layer) {
        StepCall.requireChannelsFirst(layer.getCnn2dDataFormat());
        int[] kernel = layer.getKernelSize();
        Tensor bias = bias(call, layer.hasBias(), layer.getNOut());
        Tensor stored = call.coefficients().next(layer.getNIn(), layer.getNOut(), kernel[0], kernel[1]);
        Shape image = call.image();
        int[] output = {
            Geometry.outputSide(layer, 0, image.dimension(1)), Geometry.outputSide(layer, 1, image.dimension(2))
        };
        Window window = Geometry.of(layer).window(GraphWriter.sample(1, output[0], output[1]));
        if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
            throw new ModelFormatException("dilation is not supported in a deconvolution");
        }
        Tensor weights = TensorAxes.permuted(stored, 1, 0, 2, 3);
        Operation.Convolution forward = new Operation.Convolution(weights, bias, window, 1);
        int x = TransposedConvolution.add(call.graph(), call.name(), call.input(), forward, output);
        return Activations.add(call, x, layer.getActivationFn());
    }

    /** Biases, then weights {@code [kH, kW, C, M]}: M neurons on each channel. */
    static int depthwise(StepCall call, DepthwiseConvolution2D layer) {
        StepCall.requireChannelsFirst(layer.getCnn2dDataFormat());
        int[] kernel = layer.getKernelSize();
        int multiplier = layer.getDepthMultiplier();
        Window window = Geometry.of(layer).window(call.image());
        Tensor bias = bias(call, layer.hasBias(), layer.getNOut());
        Tensor stored = call.coefficients().next(kernel[0], kernel[1], layer.getNIn(), multiplier);
        Tensor weights = onePerChannel(TensorAxes.permuted(stored, 2, 3, 0, 1));
        int channels = call.shape().dimension(0);
        int x = call.add("", new Operation.Convolution(weights, bias, window, channels), call.input());
        return Activations.add(call, x, layer.getActivationFn());
    }

    /** Biases, then weights {@code [M, C, kH, kW]} of each channel, then {@code [O, C * M, 1, 1]}: two layers. */
    static int separable(StepCall call, SeparableConvolution2D layer) {
        StepCall.requireChannelsFirst(layer.getCnn2dDataFormat());
        int[] kernel = layer.getKernelSize();
        int multiplier = layer.getDepthMultiplier();
        Window window = Geometry.of(layer).window(call.image());
        Tensor bias = bias(call, layer.hasBias(), layer.getNOut());
        Tensor stored = call.coefficients().next(multiplier, layer.getNIn(), kernel[0], kernel[1]);
        Tensor depthwise = onePerChannel(TensorAxes.permuted(stored, 1, 0, 2, 3));
        Tensor pointwise = call.coefficients().next(layer.getNOut(), layer.getNIn() * multiplier, 1, 1);
        Tensor none = zeros(depthwise.shape().dimension(0));
        int channels = call.shape().dimension(0);
        int spread = call.add(".depthwise", new Operation.Convolution(depthwise, none, window, channels), call.input());
        Operation mixing = new Operation.Convolution(pointwise, bias, Window.square(1, 1, 0), 1);
        return Activations.add(call, call.add(".pointwise", mixing, spread), layer.getActivationFn());
    }

    static int dense(StepCall call, DenseLayer layer) {
        if (layer.isHasLayerNorm()) {
            throw new ModelFormatException("layer normalisation is not supported");
        }
        return dense(call, layer, layer.hasBias(), layer.getActivationFn());
    }

    static int output(StepCall call, BaseOutputLayer layer) {
        return dense(call, layer, layer.hasBias(), layer.getActivationFn());
    }

    /** Scales and shifts unless they are fixed, then means and variances, or common logarithms of standard deviations. */
    static int batchNorm(StepCall call, BatchNormalization layer) {
        StepCall.requireChannelsFirst(layer.getCnn2DFormat());
        int channels = Math.toIntExact(layer.getNOut());
        boolean learned = !layer.isLockGammaBeta();
        double[] scale = learned ? values(call, channels) : filled(channels, layer.getGamma());
        double[] shift = learned ? values(call, channels) : filled(channels, layer.getBeta());
        double[] mean = values(call, channels);
        double[] spread = values(call, channels);
        for (int c = 0; c < channels; c++) {
            double variance = layer.isUseLogStd() ? Math.pow(10, 2 * spread[c]) : spread[c];
            scale[c] /= Math.sqrt(variance + layer.getEps());
            shift[c] -= mean[c] * scale[c];
        }
        Shape shape = Shape.of(channels);
        Operation affine = new Operation.Affine(Parameters.of(shape, scale), Parameters.of(shape, shift));
        return call.add("", affine, call.input());
    }

    /** Slopes shaped like a sample, of extent 1 along the axes that share them, the first axis fastest. */
    static int prelu(StepCall call, PReLULayer layer) {
        long[] shape = layer.getInputShape().clone();
        for (long axis : layer.getSharedAxes() == null ? new long[0] : layer.getSharedAxes()) {
            if (axis < 1 || axis > shape.length) {
                throw new ModelFormatException("shared axis " + axis + " is not one of " + shape.length);
            }
            shape[Math.toIntExact(axis - 1)] = 1;
        }
        int rank = shape.length;
        long[] reversed = new long[rank];
        int[] axes = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            reversed[axis] = shape[rank - 1 - axis];
            axes[axis] = rank - 1 - axis;
        }
        call.graph().reserve(call.shape().elementCount());
        Tensor slopes = TensorAxes.permuted(call.coefficients().next(reversed), axes);
        Parameters each = Parameters.of(TensorAxes.repeated(slopes, call.shape()));
        return call.add("", new Operation.Activation(new Nonlinearity.PRelu(each)), call.input());
    }

    /** Weights {@code [I, O]}, the first axis fastest: in memory {@code [O, I]}; then biases. */
    private static int dense(StepCall call, FeedForwardLayer layer, boolean biased, IActivation activation) {
        Tensor weights = call.coefficients().next(layer.getNOut(), layer.getNIn());
        Tensor bias = bias(call, biased, layer.getNOut());
        return Activations.add(call, call.add("", new Operation.Dense(weights, bias, true), call.input()), activation);
    }

    private static Tensor onePerChannel(Tensor weights) {
        Shape shape = weights.shape();
        int neurons = Math.multiplyExact(shape.dimension(0), shape.dimension(1));
        return weights.reshape(Shape.of(neurons, 1, shape.dimension(2), shape.dimension(3)));
    }

    private static Tensor bias(StepCall call, boolean has, long neurons) {
        return has ? call.coefficients().next(neurons) : zeros(Math.toIntExact(neurons));
    }

    private static Tensor zeros(int neurons) {
        Shape shape = Shape.of(neurons);
        return Tensor.wrap(shape, new float[neurons]);
    }

    private static double[] values(StepCall call, int count) {
        return Parameters.of(call.coefficients().next(count)).toArray();
    }

    private static double[] filled(int count, double value) {
        double[] values = new double[count];
        Arrays.fill(values, value);
        return values;
    }
}
