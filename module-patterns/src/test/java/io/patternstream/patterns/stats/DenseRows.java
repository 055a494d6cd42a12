/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns.stats;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Rows of inputs to one dense layer, and their statistics by the textbook: two passes over the rows of one sign. */
public final class DenseRows {
    public static final LayerId LAYER = new LayerId("block/fc");

    private final double[][] x;
    private final double[][] weights;
    private final double[] bias;

    public DenseRows(double[][] x, double[][] weights, double[] bias) {
        this.x = x;
        this.weights = weights;
        this.bias = bias;
    }

    /** Weights are exact in float32, as a model's are. */
    public static DenseRows random(RandomGenerator random, int rows, int inputs, int neurons, double mean) {
        double[][] x = new double[rows][inputs];
        double[][] weights = new double[neurons][inputs];
        double[] bias = new double[neurons];
        for (int o = 0; o < neurons; o++) {
            double sum = 0;
            for (int i = 0; i < inputs; i++) {
                weights[o][i] = (float) random.nextGaussian();
                sum += weights[o][i];
            }
            bias[o] = 0.3 * random.nextGaussian() - mean * sum;
        }
        for (double[] row : x) {
            double shared = random.nextGaussian();
            for (int i = 0; i < inputs; i++) {
                row[i] = mean + random.nextGaussian() + 0.7 * shared;
            }
        }
        return new DenseRows(x, weights, bias);
    }

    public int count() {
        return x.length;
    }

    public double[] x(int row) {
        return x[row];
    }

    public double y(int row, int neuron) {
        double y = bias[neuron];
        for (int i = 0; i < x[row].length; i++) {
            y += weights[neuron][i] * x[row][i];
        }
        return y;
    }

    public LayerWeights layer() {
        float[] flat = new float[weights.length * weights[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) weights[i / weights[0].length][i % weights[0].length];
        }
        Tensor tensor = Tensor.of(Shape.of(weights.length, weights[0].length), flat);
        return new LayerWeights(LAYER, tensor, false, Regime.POSITIVE);
    }

    public int[] all() {
        return IntStream.range(0, x.length).toArray();
    }

    public LayerAccumulator accumulate(int... rows) {
        LayerAccumulator accumulator = LayerAccumulator.create(weights.length, x[0].length);
        accumulator.accept(moments(true, rows));
        accumulator.accept(moments(false, rows));
        return accumulator;
    }

    public LayerMoments moments(boolean positive, int... rows) {
        int neurons = weights.length;
        int inputs = x[0].length;
        long[] counts = new long[neurons];
        double[] meanX = new double[neurons * inputs];
        double[] meanY = new double[neurons];
        double[] coMoment = new double[neurons * inputs];
        double[] m2Y = new double[neurons];
        for (int o = 0; o < neurons; o++) {
            int neuron = o;
            List<Integer> mine = Arrays.stream(rows)
                    .filter(row -> y(row, neuron) > 0 == positive)
                    .boxed()
                    .toList();
            counts[o] = mine.size();
            meanY[o] =
                    mine.stream().mapToDouble(row -> y(row, neuron)).average().orElse(0);
            double center = meanY[o];
            m2Y[o] = mine.stream()
                    .mapToDouble(row -> Math.pow(y(row, neuron) - center, 2))
                    .sum();
            for (int i = 0; i < inputs; i++) {
                int input = i;
                double mean = mine.stream()
                        .mapToDouble(row -> x[row][input])
                        .average()
                        .orElse(0);
                meanX[o * inputs + i] = mean;
                coMoment[o * inputs + i] = mine.stream()
                        .mapToDouble(row -> (x[row][input] - mean) * (y(row, neuron) - center))
                        .sum();
            }
        }
        return new LayerMoments(LAYER, positive, counts, meanX, meanY, coMoment, m2Y);
    }
}
