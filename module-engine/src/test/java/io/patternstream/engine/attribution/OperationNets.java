/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.graph.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Networks with every operation, as a reader would make them; seeded random weights. */
public final class OperationNets {
    /** One sample of their input. */
    public static final Shape INPUT = Shape.of(3, 8, 8);

    private final Network.Builder net = Network.builder("x", INPUT);
    private final Random random;
    private final double biases;

    private OperationNets(long seed, double biases) {
        this.random = new Random(seed);
        this.biases = biases;
    }

    /**
     * Every operation at least once, with affine maps where they can be folded and where they cannot.
     *
     * @param seed of the weights
     * @return not canonised
     */
    public static Network everything(long seed) {
        OperationNets nets = new OperationNets(seed, 1);
        Network.Builder net = nets.net;
        int first = nets.conv("c1", 4, Window.square(3, 1, 1), nets.affine("input norm", 3, 0));
        int slopes = nets.activated(
                new Nonlinearity.PRelu(nets.parameters(Shape.of(4, 8, 8), 0.2)), nets.affine("bn", 4, first));
        int local = net.add("lrn", new Operation.LocalResponseNorm(3, 0.5, 0.75, 1), slopes);
        int pooled = net.add("max", new Operation.MaxPool(Window.square(2, 2, 0)), local);
        int swish = nets.activated(new Nonlinearity.Swish(), net.add("in", new Operation.InstanceNorm(0.01), pooled));
        int halves = nets.halves(nets.gated(swish));
        int sum = net.add("sum", new Operation.Add(), nets.resized(halves), halves);
        int second = nets.conv("c2", 5, Window.square(2, 1, 0), nets.affine("before c2", 4, sum));
        int clipped = nets.activated(new Nonlinearity.Clip(-0.5, 2), second);
        int turned =
                net.add("turned", new Operation.Rearrange(IndexMap.transposed(Shape.of(5, 3, 3), 1, 2, 0)), clipped);
        int rows = net.add("rows", new Operation.Reshape(Shape.of(9, 5)), turned);
        int softmax = net.add("softmax", new Operation.Softmax(false), rows);
        int flat = net.add("flat", new Operation.Reshape(Shape.of(45)), nets.affine("rows norm", 9, softmax));
        net.add("head", new Operation.Softmax(true), nets.dense("d2", 3, nets.affine("before d2", 45, flat)));
        return net.build(Head.NONE);
    }

    /**
     * Rectifiers, sums and operations that move values: what LRP is defined for.
     *
     * @param seed of the weights
     * @param biases factor of all biases and shifts
     * @return not canonised
     */
    public static Network sums(long seed, double biases) {
        OperationNets nets = new OperationNets(seed, biases);
        Network.Builder net = nets.net;
        IndexMap padding = IndexMap.separable(INPUT, List.of(upTo(3), padded(8), padded(8)), biases / 4);
        int padded = net.add("pad", new Operation.Rearrange(padding), 0);
        int relu = nets.activated(
                new Nonlinearity.Relu(), nets.affine("bn", 4, nets.conv("c1", 4, Window.square(3, 1, 0), padded)));
        int pooled = net.add("max", new Operation.MaxPool(Window.square(2, 2, 0)), relu);
        int shared = nets.affine("shared", 4, pooled);
        int sum = net.add("sum", new Operation.Add(), nets.resized(shared), shared);
        int branch = nets.activated(new Nonlinearity.Relu(), nets.conv("c2", 4, Window.square(3, 1, 1), sum));
        int joined = net.add("join", new Operation.Concat(), branch, nets.affine("elements", 64, sum));
        int turned =
                net.add("turned", new Operation.Rearrange(IndexMap.transposed(Shape.of(8, 4, 4), 1, 2, 0)), joined);
        int mean = net.add(
                "mean",
                new Operation.GlobalAveragePool(),
                net.add("narrow", new Operation.Reshape(Shape.of(16, 8, 1)), turned));
        nets.dense("d1", 3, net.add("flat", new Operation.Reshape(Shape.of(16)), mean));
        return net.build(Head.NONE);
    }

    /**
     * Makes a model.
     *
     * @param network not canonised
     * @return the model
     */
    public static Model model(Network network) {
        return Model.of(network, "operations", "0".repeat(64));
    }

    /**
     * Draws inputs.
     *
     * @param seed of the draws
     * @param count number of samples
     * @return {@code [count, 3, 8, 8]}, standard normal
     */
    public static Tensor images(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count * INPUT.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(INPUT.batchOf(count), values);
    }

    /** Squeeze and excitation: multiplied by a sigmoid of its own means, over one plus their softplus. */
    private int gated(int features) {
        int means = net.add("means", new Operation.GlobalAveragePool(), features);
        int squeezed = dense("d1", 4, net.add("squeeze", new Operation.Reshape(Shape.of(4)), means));
        int gate = activated(new Nonlinearity.Sigmoid(), squeezed);
        int above = activated(new Nonlinearity.Reciprocal(), activated(new Nonlinearity.Softplus(), squeezed));
        int ratio = net.add("ratio", new Operation.Multiply(), gate, above);
        Shape narrow = Shape.of(4, 1, 1);
        IndexMap broadcast = IndexMap.separable(narrow, List.of(upTo(4), new int[4], new int[4]), 0);
        int wide = net.add(
                "wide", new Operation.Rearrange(broadcast), net.add("unsqueeze", new Operation.Reshape(narrow), ratio));
        return net.add("gate", new Operation.Multiply(), features, wide);
    }

    /** Splits the channels, treats both halves, joins them. */
    private int halves(int features) {
        Shape shape = net.shape(features);
        int[] positions = upTo(4);
        int low = net.add(
                "low",
                new Operation.Rearrange(IndexMap.separable(shape, List.of(new int[] {0, 1}, positions, positions), 0)),
                features);
        int high = net.add(
                "high",
                new Operation.Rearrange(IndexMap.separable(shape, List.of(new int[] {3, 2}, positions, positions), 0)),
                features);
        int left = affine("elements", 32, activated(new Nonlinearity.Gelu(), low));
        int right = activated(new Nonlinearity.Tanh(), activated(new Nonlinearity.Elu(0.8, 1.1), high));
        return net.add("join", new Operation.Concat(), left, right);
    }

    /** Doubled by nearest neighbours, then averaged back with a padded window. */
    private int resized(int features) {
        int[] doubled = IntStream.range(0, 8).map(i -> i / 2).toArray();
        IndexMap map = IndexMap.separable(net.shape(features), List.of(upTo(4), doubled, doubled), 0);
        int large = net.add("large", new Operation.Rearrange(map), features);
        return net.add("average", new Operation.AveragePool(Window.square(3, 2, 1), true), large);
    }

    private int activated(Nonlinearity function, int input) {
        return net.add("f" + input, new Operation.Activation(function), input);
    }

    /** Per channel where count is the number of channels, else per element. */
    private int affine(String name, int count, int input) {
        Shape sample = net.shape(input);
        Shape shape = sample.dimension(0) == count ? Shape.of(count) : sample;
        return net.add(name, new Operation.Affine(parameters(shape, 1), parameters(shape, biases)), input);
    }

    private int conv(String name, int channels, Window window, int input) {
        Shape shape = Shape.of(channels, net.shape(input).dimension(0), window.kernelHeight(), window.kernelWidth());
        double scale = 1 / Math.sqrt(shape.inner().elementCount());
        return net.add(
                name,
                new Operation.Convolution(parameters(shape, scale), parameters(Shape.of(channels), biases), window, 1),
                input);
    }

    private int dense(String name, int neurons, int input) {
        int inputs = net.shape(input).elementCount();
        Parameters weights = parameters(Shape.of(neurons, inputs), 1 / Math.sqrt(inputs));
        return net.add(name, new Operation.Dense(weights, parameters(Shape.of(neurons), biases), false), input);
    }

    private Parameters parameters(Shape shape, double scale) {
        double[] values = new double[shape.elementCount()];
        Arrays.setAll(values, i -> random.nextGaussian() * scale);
        return Parameters.of(shape, values);
    }

    private static int[] upTo(int extent) {
        return IntStream.range(0, extent).toArray();
    }

    private static int[] padded(int extent) {
        return IntStream.range(-1, extent + 1).map(i -> i == extent ? -1 : i).toArray();
    }
}
