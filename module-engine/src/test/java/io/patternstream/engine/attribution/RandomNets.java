/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import java.util.Random;

/** Small networks with seeded random weights. */
final class RandomNets {
    static final Shape INPUT = Shape.of(2, 8, 8);
    static final int CLASSES = 3;

    private final Random random;
    private final boolean biases;

    private RandomNets(long seed, boolean biases) {
        this.random = new Random(seed);
        this.biases = biases;
    }

    /** Convolution, ReLU, max pool, fire (1x1 beside 3x3, joined), residual addition, average pool, dense. */
    static Model branched(long seed, boolean biases) {
        RandomNets nets = new RandomNets(seed, biases);
        Network.Builder net = Network.builder("x", INPUT);
        int relu1 =
                net.add("relu1", new Operation.Activation(new Nonlinearity.Relu()), nets.conv(net, "c1", 6, 3, 1, 0));
        int pool = net.add("pool", new Operation.MaxPool(Window.square(2, 2, 0)), relu1);
        int left = net.add(
                "relu2", new Operation.Activation(new Nonlinearity.Relu()), nets.conv(net, "c2", 4, 1, 0, pool));
        int right = net.add(
                "relu3", new Operation.Activation(new Nonlinearity.Relu()), nets.conv(net, "c3", 2, 3, 1, pool));
        int joined = net.add("concat", new Operation.Concat(), left, right);
        int branch = nets.conv(net, "c4", 6, 3, 1, joined);
        int sum = net.add(
                "relu4",
                new Operation.Activation(new Nonlinearity.Relu()),
                net.add("add", new Operation.Add(), branch, joined));
        int mean = net.add("mean", new Operation.AveragePool(Window.square(2, 2, 0), false), sum);
        return nets.classified(net, mean);
    }

    /**
     * Three to six random blocks, then dense: convolutions with random windows, strides, padding, dilation and groups, ReLU and
     * leaky ReLU, pools, affine maps, residual additions, concatenations. Piecewise linear, and homogeneous without biases.
     */
    static Model any(long seed, boolean biases) {
        RandomNets nets = new RandomNets(seed, biases);
        Network.Builder net = Network.builder("x", INPUT);
        int blocks = 3 + nets.random.nextInt(4);
        int at = 0;
        for (int block = 0; block < blocks; block++) {
            at = nets.block(net, block, at);
        }
        return nets.classified(net, at);
    }

    private int block(Network.Builder net, int block, int input) {
        String name = "b" + block;
        int channels = net.shape(input).dimension(0);
        int side = Math.min(net.shape(input).dimension(1), net.shape(input).dimension(2));
        return switch (random.nextInt(7)) {
            case 0 ->
                net.add(name, new Operation.MaxPool(Window.square(Math.min(2, side), 1 + random.nextInt(2), 0)), input);
            case 1 ->
                net.add(
                        name,
                        new Operation.AveragePool(
                                Window.square(Math.min(2, side), 1, side < 2 ? 0 : random.nextInt(2)),
                                random.nextBoolean()),
                        input);
            case 2 ->
                net.add(name, new Operation.Affine(normal(channels), bias(channels)), activated(net, name, input));
            case 3 -> net.add(name, new Operation.Add(), conv(net, name + "add", channels, 1, 0, input), input);
            case 4 -> net.add(name, new Operation.Concat(), conv(net, name + "left", 2, 1, 0, input), input);
            default -> activated(net, name, spread(net, name + "conv", input, channels, side));
        };
    }

    private int activated(Network.Builder net, String name, int input) {
        Nonlinearity function = random.nextInt(3) == 0 ? new Nonlinearity.LeakyRelu(0.1) : new Nonlinearity.Relu();
        return net.add(name + "act", new Operation.Activation(function), input);
    }

    /** A convolution with a random window. */
    private int spread(Network.Builder net, String name, int input, int channels, int side) {
        int groups = channels % 2 == 0 ? 1 + random.nextInt(2) : 1;
        int kernel = 1 + random.nextInt(Math.min(3, side));
        int dilation = (kernel - 1) * 2 + 1 <= side ? 1 + random.nextInt(2) : 1;
        int stride = 1 + random.nextInt(2);
        Window window = new Window(
                kernel,
                kernel,
                stride,
                stride,
                random.nextInt(2),
                random.nextInt(2),
                random.nextInt(2),
                random.nextInt(2),
                dilation,
                dilation);
        Tensor weights = normal(2 * groups, channels / groups, kernel, kernel);
        return net.add(name, new Operation.Convolution(weights, bias(2 * groups), window, groups), input);
    }

    /** Strided convolution, average pool with padding, convolution, dense; no ReLU anywhere. */
    static Model linear(long seed) {
        RandomNets nets = new RandomNets(seed, true);
        Network.Builder net = Network.builder("x", INPUT);
        int pool = net.add(
                "pool", new Operation.AveragePool(Window.square(3, 2, 1), true), nets.conv(net, "c1", 5, 3, 1, 0));
        return nets.classified(net, nets.conv(net, "c2", 4, 2, 0, pool));
    }

    /** Images whose values are multiples of 1/256, so that small steps are exact in float32. */
    static Tensor images(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count * INPUT.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(random.nextGaussian() * 256) / 256f;
        }
        return Tensor.wrap(INPUT.batchOf(count), values);
    }

    /** Images of any values: no sum of some of them is exactly 0, where LRP hands nothing down by definition. */
    static Tensor generic(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count * INPUT.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(INPUT.batchOf(count), values);
    }

    /** Images without negative values. */
    static Tensor positive(long seed, int count) {
        float[] values = new float[count * INPUT.elementCount()];
        images(seed, count).copyTo(values, 0);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]);
        }
        return Tensor.wrap(INPUT.batchOf(count), values);
    }

    private Model classified(Network.Builder net, int features) {
        int size = net.shape(features).elementCount();
        int flat = net.add("flat", new Operation.Reshape(Shape.of(size)), features);
        net.add("fc", new Operation.Dense(normal(CLASSES, size), bias(CLASSES), false), flat);
        return Model.of(net.build(Head.NONE), "random", "0".repeat(64));
    }

    private int conv(Network.Builder net, String name, int channels, int kernel, int pad, int input) {
        Tensor weights = normal(channels, net.shape(input).dimension(0), kernel, kernel);
        return net.add(
                name, new Operation.Convolution(weights, bias(channels), Window.square(kernel, 1, pad), 1), input);
    }

    private Tensor bias(int size) {
        Tensor drawn = normal(size, 1);
        return (biases ? drawn : Tensor.wrap(drawn.shape(), new float[size])).reshape(Shape.of(size));
    }

    private Tensor normal(int... dimensions) {
        Shape shape = Shape.of(dimensions);
        float[] values = new float[shape.elementCount()];
        double scale = 1 / Math.sqrt(shape.inner().elementCount());
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * scale);
        }
        return Tensor.wrap(shape, values);
    }
}
