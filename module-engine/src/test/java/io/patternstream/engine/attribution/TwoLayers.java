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
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** {@code z = W x + b, logits = V f(z) + c} on flattened images, with the same written out by hand. */
final class TwoLayers {
    static final Shape IMAGE = Shape.of(2, 3, 3);
    static final int CLASSES = 3;
    private static final int INPUTS = IMAGE.elementCount();
    private static final int HIDDEN = 7;

    final Operation.Dense lower;
    final Operation.Dense upper;
    final Model model;

    private TwoLayers(Nonlinearity function, Operation.Dense lower, Operation.Dense upper) {
        this.lower = lower;
        this.upper = upper;
        Network.Builder net = Network.builder("x", IMAGE);
        int flat = net.add("flat", new Operation.Reshape(Shape.of(INPUTS)), 0);
        int below = net.add("lower", lower, flat);
        net.add("upper", upper, net.add("f", new Operation.Activation(function), below));
        model = Model.of(net.build(Head.NONE), "two-layers", "0".repeat(64));
    }

    static TwoLayers random(long seed, Nonlinearity function) {
        Random random = new Random(seed);
        Operation.Dense lower =
                new Operation.Dense(normal(random, Shape.of(HIDDEN, INPUTS)), normal(random, Shape.of(HIDDEN)), false);
        return new TwoLayers(
                function,
                lower,
                new Operation.Dense(
                        normal(random, Shape.of(CLASSES, HIDDEN)), normal(random, Shape.of(CLASSES)), false));
    }

    static Tensor images(long seed, int count) {
        return normal(new Random(seed), IMAGE.batchOf(count));
    }

    double logit(double[] x, int k, DoubleUnaryOperator f) {
        double sum = upper.bias().at(k);
        double[] z = hidden(x);
        for (int h = 0; h < HIDDEN; h++) {
            sum += upper.weights().at(k * HIDDEN + h) * f.applyAsDouble(z[h]);
        }
        return sum;
    }

    double[] gradient(double[] x, int k, DoubleUnaryOperator derivative) {
        double[] gradient = new double[INPUTS];
        double[] z = hidden(x);
        for (int h = 0; h < HIDDEN; h++) {
            for (int i = 0; i < INPUTS; i++) {
                gradient[i] += upper.weights().at(k * HIDDEN + h)
                        * derivative.applyAsDouble(z[h])
                        * lower.weights().at(h * INPUTS + i);
            }
        }
        return gradient;
    }

    double[] hidden(double[] x) {
        double[] z = new double[HIDDEN];
        for (int h = 0; h < HIDDEN; h++) {
            z[h] = lower.bias().at(h);
            for (int i = 0; i < INPUTS; i++) {
                z[h] += lower.weights().at(h * INPUTS + i) * x[i];
            }
        }
        return z;
    }

    private static Tensor normal(Random random, Shape shape) {
        float[] values = new float[shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() / 2);
        }
        return Tensor.wrap(shape, values);
    }
}
