/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.architecture;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import java.util.SplittableRandom;

/** Draws a network node by node, each after the one before unless told otherwise, with random weights. Not thread-safe. */
final class Drawing {
    private static final double SPREAD = 0.1;
    private static final double EPSILON = 1e-5;
    private static final double RELU6 = 6;

    private final Network.Builder network;
    private final SplittableRandom random;
    private int at;

    Drawing(Shape input, long seed) {
        this.network = Network.builder("input", input);
        this.random = new SplittableRandom(seed);
    }

    /** The node drawn last. */
    int at() {
        return at;
    }

    /** Goes on from another node. */
    Drawing from(int node) {
        at = node;
        return this;
    }

    /** The node's shape, {@code [C, H, W]} or {@code [K]}. */
    Shape shape() {
        return network.shape(at);
    }

    /** A convolution with biases. */
    Drawing convolution(String name, int channels, Window window) {
        return convolution(name, channels, window, 1, true);
    }

    /** A convolution without biases, as before batch normalisation. */
    Drawing unbiased(String name, int channels, Window window) {
        return convolution(name, channels, window, 1, false);
    }

    /** A convolution of each channel by itself, without biases. */
    Drawing depthwise(String name, Window window) {
        int channels = shape().dimension(0);
        return convolution(name, channels, window, channels, false);
    }

    private Drawing convolution(String name, int channels, Window window, int groups, boolean biased) {
        int inputs = shape().dimension(0) / groups;
        Tensor weights = heNormal(Shape.of(channels, inputs, window.kernelHeight(), window.kernelWidth()));
        return add(name, new Operation.Convolution(weights, bias(channels, biased), window, groups));
    }

    Drawing dense(String name, int neurons) {
        Tensor weights = heNormal(Shape.of(neurons, shape().dimension(0)));
        return add(name, new Operation.Dense(weights, bias(neurons, true), false));
    }

    /** Batch normalisation whose statistics and parameters are near those that change nothing but a common factor. */
    Drawing normalised(String name, double gain) {
        int channels = shape().dimension(0);
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            double gamma = gain * (1 + SPREAD * random.nextDouble(-1, 1));
            double variance = 1 + SPREAD * random.nextDouble(-1, 1);
            double mean = SPREAD * random.nextGaussian();
            double beta = SPREAD * random.nextGaussian();
            double factor = gamma / Math.sqrt(variance + EPSILON);
            scale[c] = (float) factor;
            shift[c] = (float) (beta - mean * factor);
        }
        Shape shape = Shape.of(channels);
        return add(name, new Operation.Affine(Tensor.wrap(shape, scale), Tensor.wrap(shape, shift)));
    }

    Drawing relu(String name) {
        return add(name, new Operation.Activation(new Nonlinearity.Relu()));
    }

    Drawing relu6(String name) {
        return add(name, new Operation.Activation(new Nonlinearity.Clip(0, RELU6)));
    }

    Drawing maxPool(String name, Window window) {
        return add(name, new Operation.MaxPool(window));
    }

    Drawing averagePool(String name, Window window) {
        return add(name, new Operation.AveragePool(window, false));
    }

    /** The mean of each channel, as a vector. */
    Drawing means(String name) {
        return add(name, new Operation.GlobalAveragePool()).flattened(name + ".flat");
    }

    Drawing flattened(String name) {
        return add(name, new Operation.Reshape(Shape.of(shape().elementCount())));
    }

    Drawing sum(String name, int first, int second) {
        at = network.add(name, new Operation.Add(), first, second);
        return this;
    }

    Drawing joined(String name, int first, int second) {
        at = network.add(name, new Operation.Concat(), first, second);
        return this;
    }

    Network build(Head head) {
        return network.build(head);
    }

    private Drawing add(String name, Operation operation) {
        at = network.add(name, operation, at);
        return this;
    }

    private Tensor heNormal(Shape shape) {
        return normal(shape, Math.sqrt(2.0 / shape.inner().elementCount()));
    }

    private Tensor bias(int neurons, boolean biased) {
        return biased ? normal(Shape.of(neurons), SPREAD) : Tensor.wrap(Shape.of(neurons), new float[neurons]);
    }

    private Tensor normal(Shape shape, double deviation) {
        float[] values = new float[shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.wrap(shape, values);
    }
}
