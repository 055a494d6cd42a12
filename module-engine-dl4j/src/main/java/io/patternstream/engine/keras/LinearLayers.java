/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.lowering.TransposedConvolution;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.function.UnaryOperator;

/** Convolutions and dense layers. Stateless. */
final class LinearLayers {
    private LinearLayers() {}

    static int convolution(LayerCall call) {
        Parameters kernel = call.layer().weight("kernel", 0, Arrangement::convolution);
        Parameters bias = bias(call.layer(), kernel, 1);
        int groups = call.layer().whole("groups", 1);
        return convolved(call, "", call.input(), new Filter(kernel, bias, groups));
    }

    static int depthwise(LayerCall call) {
        Parameters kernel = depthwiseKernel(call.layer());
        int channels = call.shape().dimension(0);
        return convolved(call, "", call.input(), new Filter(kernel, bias(call.layer(), kernel, 1), channels));
    }

    /** A depthwise convolution and a 1x1 convolution: two layers of the network. */
    static int separable(LayerCall call) {
        Parameters depthwise = call.layer().weight("depthwise_kernel", 0, Arrangement::depthwise);
        Parameters pointwise = call.layer().weight("pointwise_kernel", 1, Arrangement::convolution);
        Filter first = new Filter(depthwise, zeros(depthwise), call.shape().dimension(0));
        int image = call.image(call.input());
        requireKernel(call.layer(), depthwise);
        Window window =
                Geometry.of(call.layer(), "kernel_size").window(call.graph().shape(image));
        int spread = call.add(".depthwise", first.over(window), image);
        Filter second = new Filter(pointwise, bias(call.layer(), pointwise, 2), 1);
        int mixed = call.add(".pointwise", second.over(Window.square(1, 1, 0)), spread);
        return Activations.named(call, call.like(call.shape(), mixed));
    }

    /** Kernel {@code [kH, kW, O, I]}; the result's size as TensorFlow defines it. */
    static int transposed(LayerCall call) {
        KerasLayer layer = call.layer();
        int[] dilation = layer.has("dilation_rate") ? layer.extents("dilation_rate", 2, 1) : new int[] {1, 1};
        if (dilation[0] != 1 || dilation[1] != 1 || layer.has("output_padding")) {
            throw new ModelFormatException("dilation and output_padding are not supported in a transposed convolution");
        }
        Parameters kernel = layer.weight("kernel", 0, Arrangement::transposedConvolution);
        requireKernel(layer, kernel);
        int[] sides = layer.extents("kernel_size", 2, 1);
        int[] strides = layer.extents("strides", 2, 1);
        boolean same = "same".equals(layer.choice("padding", "valid", "valid", "same"));
        int[] output = new int[2];
        int[] cut = new int[2];
        for (int axis = 0; axis < 2; axis++) {
            int input = call.graph().shape(call.image(call.input())).dimension(axis + 1);
            int excess = Math.max(sides[axis] - strides[axis], 0);
            output[axis] = Math.addExact(Math.multiplyExact(input, strides[axis]), same ? 0 : excess);
            cut[axis] = same ? excess / 2 : 0;
        }
        Window window = new Window(sides[0], sides[1], strides[0], strides[1], cut[0], cut[1], 0, 0, 1, 1);
        Operation.Convolution forward = new Operation.Convolution(kernel, bias(layer, kernel, 1), window, 1);
        int result = TransposedConvolution.add(call.graph(), call.name(), call.input(), forward, output);
        return Activations.named(call, result);
    }

    /** Works on the last axis of Keras: on vectors, or at each position of an image or sequence. */
    static int dense(LayerCall call) {
        int x = call.input();
        if (call.shape().rank() == 1) {
            Parameters kernel = call.layer().weight("kernel", 0, Arrangement::dense);
            Operation dense = new Operation.Dense(kernel, bias(call.layer(), kernel, 1), true);
            return Activations.named(call, call.add("", dense, x));
        }
        Parameters kernel = call.layer().weight("kernel", 0, Arrangement::perPosition);
        Filter filter = new Filter(kernel, bias(call.layer(), kernel, 1), 1);
        int result = call.add("", filter.over(Window.square(1, 1, 0)), call.image(x));
        return Activations.named(call, call.like(call.shape(), result));
    }

    private static int convolved(LayerCall call, String part, int x, Filter filter) {
        int image = call.image(x);
        requireKernel(call.layer(), filter.kernel());
        Window window =
                Geometry.of(call.layer(), "kernel_size").window(call.graph().shape(image));
        int result = call.add(part, filter.over(window), image);
        return Activations.named(call, call.like(call.shape(), result));
    }

    /** Keras 2 calls it depthwise_kernel, Keras 3 kernel. */
    private static Parameters depthwiseKernel(KerasLayer layer) {
        String name = layer.version() == KerasVersion.TWO ? "depthwise_kernel" : "kernel";
        return layer.weight(name, 0, Arrangement::depthwise);
    }

    private static void requireKernel(KerasLayer layer, Parameters kernel) {
        int[] sides = layer.extents("kernel_size", layer.type().endsWith("1D") ? 1 : 2, 1);
        Shape shape = kernel.shape();
        int height = sides.length == 1 ? 1 : sides[0];
        if (shape.dimension(2) != height || shape.dimension(3) != sides[sides.length - 1]) {
            throw new ModelFormatException("its kernel has the shape " + shape
                    + " (neuron first), but its kernel_size is " + layer.setting("kernel_size"));
        }
    }

    private static Parameters bias(KerasLayer layer, Parameters kernel, int index) {
        return layer.flag("use_bias", true) ? layer.weight("bias", index, UnaryOperator.identity()) : zeros(kernel);
    }

    private static Parameters zeros(Parameters kernel) {
        Shape shape = Shape.of(kernel.shape().dimension(0));
        return Parameters.of(Tensor.wrap(shape, new float[shape.elementCount()]));
    }

    /** What a convolution has beside its window. */
    private record Filter(Parameters kernel, Parameters bias, int groups) {
        Operation over(Window window) {
            return new Operation.Convolution(kernel, bias, window, groups);
        }
    }
}
