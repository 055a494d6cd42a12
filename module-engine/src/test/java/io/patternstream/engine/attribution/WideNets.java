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

/** Networks with as many channels as fast code wants, and what the first implementations of patterns refused. */
final class WideNets {
    static final Shape INPUT = Shape.of(3, 12, 12);
    private static final int WIDTH = 32;

    private final Random random;
    private final Network.Builder net = Network.builder("x", INPUT);

    private WideNets(long seed) {
        this.random = new Random(seed);
    }

    /** Strided, normalised, grouped, depthwise, dilated and 1x1 convolutions, a fire module, a residual, pools, two dense layers. */
    static Model of(long seed) {
        WideNets nets = new WideNets(seed);
        int at = nets.normalised("stem", nets.conv("stem", WIDTH, Window.square(3, 2, 1), 1, 0));
        at = nets.rectified("grouped", nets.conv("grouped", WIDTH, Window.square(3, 1, 1), 2, at));
        at = nets.rectified("depthwise", nets.conv("depthwise", WIDTH, Window.square(3, 1, 1), WIDTH, at));
        Window dilated = new Window(3, 3, 1, 1, 2, 2, 2, 2, 2, 2);
        int shortcut = at;
        at = nets.normalised("dilated", nets.conv("dilated", WIDTH, dilated, 1, at));
        at = nets.net.add("add", new Operation.Add(), at, shortcut);
        at = nets.rectified("sum", at);
        int squeeze = nets.rectified("squeeze", nets.conv("squeeze", 16, Window.square(1, 1, 0), 1, at));
        int left = nets.rectified("left", nets.conv("left", WIDTH, Window.square(1, 1, 0), 1, squeeze));
        int right = nets.rectified("right", nets.conv("right", WIDTH, Window.square(3, 1, 1), 1, squeeze));
        at = nets.net.add("concat", new Operation.Concat(), left, right);
        at = nets.net.add("max", new Operation.MaxPool(Window.square(2, 2, 0)), at);
        at = nets.rectified("uneven", nets.conv("uneven", 20, new Window(2, 3, 1, 1, 0, 1, 1, 2, 1, 1), 1, at));
        at = nets.net.add("mean", new Operation.AveragePool(Window.square(2, 1, 0), false), at);
        return nets.classified(at);
    }

    /** Images of an offset and deviation 1. */
    static Tensor images(long seed, int count, double offset) {
        Random random = new Random(seed);
        float[] values = new float[count * INPUT.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (offset + random.nextGaussian());
        }
        return Tensor.wrap(INPUT.batchOf(count), values);
    }

    private int conv(String name, int channels, Window window, int groups, int input) {
        Tensor weights =
                normal(channels, net.shape(input).dimension(0) / groups, window.kernelHeight(), window.kernelWidth());
        return net.add(name, new Operation.Convolution(weights, bias(channels), window, groups), input);
    }

    private int normalised(String name, int input) {
        int channels = net.shape(input).dimension(0);
        return rectified(name, net.add(name + "bn", new Operation.Affine(bias(channels), bias(channels)), input));
    }

    private int rectified(String name, int input) {
        return net.add(name + "relu", new Operation.Activation(new Nonlinearity.Relu()), input);
    }

    private Model classified(int features) {
        int size = net.shape(features).elementCount();
        int at = net.add("flat", new Operation.Reshape(Shape.of(size)), features);
        at = net.add("fc1", new Operation.Dense(normal(40, size), bias(40), false), at);
        at = rectified("fc1", at);
        net.add("fc2", new Operation.Dense(normal(5, 40), bias(5), true), at);
        return Model.of(net.build(Head.NONE), "wide", "0".repeat(64));
    }

    private Tensor bias(int size) {
        return normal(size, 1).reshape(Shape.of(size));
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
