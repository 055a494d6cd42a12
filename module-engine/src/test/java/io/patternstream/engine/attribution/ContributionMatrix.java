/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;

/**
 * A layer written out as one matrix from inputs to outputs, and LRP rules as they stand in the papers: by the contributions
 * {@code c_ji} of input i to output j. Shares no code with the engine's layers and rules.
 */
final class ContributionMatrix {
    private static final double EPSILON = 1e-6;

    private final double[][] weights;
    private final boolean[][] connected;
    private final double[] bias;

    private ContributionMatrix(int outputs, int inputs) {
        weights = new double[outputs][inputs];
        connected = new boolean[outputs][inputs];
        bias = new double[outputs];
    }

    static ContributionMatrix of(Operation.Linear layer, Shape input) {
        return layer instanceof Operation.Convolution convolution
                ? of(convolution, input)
                : of((Operation.Dense) layer);
    }

    private static ContributionMatrix of(Operation.Dense dense) {
        int inputs = dense.weights().shape().dimension(1);
        ContributionMatrix matrix =
                new ContributionMatrix(dense.weights().shape().dimension(0), inputs);
        for (int j = 0; j < matrix.bias.length; j++) {
            matrix.bias[j] = dense.bias().at(j);
            for (int i = 0; i < inputs; i++) {
                matrix.connect(j, i, dense.weights().at(j * inputs + i));
            }
        }
        return matrix;
    }

    private static ContributionMatrix of(Operation.Convolution layer, Shape input) {
        Window w = layer.window();
        int height = input.dimension(1);
        int width = input.dimension(2);
        int rows = w.outputHeight(height);
        int columns = w.outputWidth(width);
        int[] shape = layer.weights().shape().toArray();
        ContributionMatrix matrix = new ContributionMatrix(shape[0] * rows * columns, input.elementCount());
        for (int j = 0; j < matrix.bias.length; j++) {
            int o = j / (rows * columns);
            int top = j / columns % rows * w.strideHeight() - w.padTop();
            int left = j % columns * w.strideWidth() - w.padLeft();
            matrix.bias[j] = layer.bias().at(o);
            for (int k = 0; k < shape[1] * shape[2] * shape[3]; k++) {
                int channel = o / (shape[0] / layer.groups()) * shape[1] + k / (shape[2] * shape[3]);
                int y = top + k / shape[3] % shape[2] * w.dilationHeight();
                int x = left + k % shape[3] * w.dilationWidth();
                if (y >= 0 && y < height && x >= 0 && x < width) {
                    double weight = layer.weights().at(o * shape[1] * shape[2] * shape[3] + k);
                    matrix.connect(j, (channel * height + y) * width + x, weight);
                }
            }
        }
        return matrix;
    }

    private void connect(int output, int input, double weight) {
        weights[output][input] = weight;
        connected[output][input] = true;
    }

    int outputs() {
        return bias.length;
    }

    double[] forward(double[] h) {
        double[] z = bias.clone();
        for (int j = 0; j < z.length; j++) {
            for (int i = 0; i < h.length; i++) {
                z[j] += weights[j][i] * h[i];
            }
        }
        return z;
    }

    /** Bach et al. 2015, Eq. 58. */
    double[] epsilon(double[] h, double[] r, double epsilon, boolean withBias) {
        return shared(h.length, r, epsilon, withBias ? b -> b : b -> 0, (j, i) -> h[i] * weights[j][i]);
    }

    /** Bach et al. 2015, Eq. 60. */
    double[] alphaBeta(double[] h, double[] r, double alpha, double beta, boolean withBias) {
        double[] excited = shared(
                h.length, r, EPSILON, b -> withBias ? Math.max(b, 0) : 0, (j, i) -> Math.max(h[i] * weights[j][i], 0));
        double[] inhibited = shared(
                h.length, r, EPSILON, b -> withBias ? Math.min(b, 0) : 0, (j, i) -> Math.min(h[i] * weights[j][i], 0));
        double[] result = new double[h.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = alpha * excited[i] - beta * inhibited[i];
        }
        return result;
    }

    /** Montavon et al. 2019, section 10.2.3: positive contributions count (1 + gamma)-fold; for negative outputs negative ones. */
    double[] gamma(double[] h, double[] z, double[] r, double gamma) {
        double[] result = new double[h.length];
        for (int sign : new int[] {1, -1}) {
            double[] taken = new double[r.length];
            for (int j = 0; j < r.length; j++) {
                taken[j] = sign * z[j] > 0 ? r[j] : 0;
            }
            double[] part = shared(h.length, taken, EPSILON, b -> b + gamma * sign * Math.max(sign * b, 0), (j, i) -> {
                double c = h[i] * weights[j][i];
                return c + gamma * sign * Math.max(sign * c, 0);
            });
            for (int i = 0; i < result.length; i++) {
                result[i] += part[i];
            }
        }
        return result;
    }

    /** Equal shares for all inputs that the neuron is connected with. */
    double[] flat(int inputs, double[] r) {
        return shared(inputs, r, EPSILON, b -> 0, (j, i) -> connected[j][i] ? 1 : 0);
    }

    /** Montavon et al. 2017, Eq. 13, with the bias as one more input of value 1. */
    double[] wSquare(int inputs, double[] r, boolean withBias) {
        return shared(inputs, r, EPSILON, b -> withBias ? b * b : 0, (j, i) -> weights[j][i] * weights[j][i]);
    }

    /** Montavon et al. 2017, Eq. 16. */
    double[] box(double[] h, double[] r, double low, double high) {
        return shared(
                h.length,
                r,
                EPSILON,
                b -> 0,
                (j, i) -> h[i] * weights[j][i] - low * Math.max(weights[j][i], 0) - high * Math.min(weights[j][i], 0));
    }

    /** Zhang et al. 2016, Eq. 6: inputs that are not positive win nothing. */
    double[] excitation(double[] h, double[] r) {
        return shared(h.length, r, EPSILON, b -> 0, (j, i) -> Math.max(h[i], 0) * Math.max(weights[j][i], 0));
    }

    /** {@code R_i = sum_j c_ji R_j / (d_j + epsilon sign(d_j))} with {@code d_j = sum_i c_ji + bias_j}. */
    private double[] shared(int inputs, double[] r, double epsilon, Bias biases, Contribution contribution) {
        double[] result = new double[inputs];
        for (int j = 0; j < r.length; j++) {
            double sum = biases.of(bias[j]);
            for (int i = 0; i < inputs; i++) {
                sum += contribution.of(j, i);
            }
            double stable = sum + (sum < 0 ? -epsilon : epsilon);
            for (int i = 0; i < inputs && stable != 0; i++) {
                result[i] += contribution.of(j, i) * r[j] / stable;
            }
        }
        return result;
    }

    private interface Contribution {
        double of(int output, int input);
    }

    private interface Bias {
        double of(double bias);
    }
}
