/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.reference.ReferenceArray;
import io.patternstream.engine.reference.ReferenceKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The statistics of a layer by their definition: a forward pass in float64, every patch written out, two passes over the rows of
 * each sign. An oracle; slow.
 */
final class ExpectedMoments {
    private final List<double[]> rows = new ArrayList<>();
    private final int neurons;
    private final int groups;
    private double deviation = -1;

    /** Outputs of every row, by neuron. */
    private final List<double[]> outputs = new ArrayList<>();

    /** Sums of absolute weights, by neuron. */
    private final double[] weights;

    private ExpectedMoments(Operation.Linear layer, int groups) {
        this.neurons = layer.weights().shape().dimension(0);
        this.groups = groups;
        this.weights = new double[neurons];
        double[] all = layer.weights().toArray();
        for (int i = 0; i < all.length; i++) {
            weights[i / (all.length / neurons)] += Math.abs(all[i]);
        }
    }

    /** Runs images through a model. */
    static Map<LayerId, ExpectedMoments> of(Model model, Tensor images) {
        return of(model, images, Integer.MAX_VALUE);
    }

    /** Runs images through a model, and takes only some patches of large ones. */
    static Map<LayerId, ExpectedMoments> of(Model model, Tensor images, int positions) {
        Network network = model.network();
        ReferenceKernels kernels = new ReferenceKernels();
        Map<LayerId, ExpectedMoments> layers = new HashMap<>();
        try (Plan<ReferenceArray> plan = Plan.compile(network, kernels)) {
            List<ReferenceArray> values = plan.forward(kernels.load(images));
            for (int i = 0; i < network.nodes().size(); i++) {
                Node node = network.node(i);
                if (node.operation() instanceof Operation.Linear linear) {
                    layers.put(
                            new LayerId(node.name()),
                            read(linear, values.get(node.inputs().get(0)), values.get(i), positions));
                }
            }
        }
        return layers;
    }

    /** The output that comes nearest to 0, as a part of the largest. */
    double distanceToZero() {
        double largest = 0;
        double smallest = Double.MAX_VALUE;
        for (double[] row : outputs) {
            for (double y : row) {
                largest = Math.max(largest, Math.abs(y));
                smallest = Math.min(smallest, Math.abs(y));
            }
        }
        return smallest / largest;
    }

    /** The largest standard deviation of an input over all rows. */
    private double deviation() {
        if (deviation >= 0) {
            return deviation;
        }
        double largest = 0;
        for (int i = 0; i < rows.get(0).length; i++) {
            int input = i;
            double mean = rows.stream().mapToDouble(row -> row[input]).average().orElse(0);
            double squares = rows.stream()
                    .mapToDouble(row -> (row[input] - mean) * (row[input] - mean))
                    .sum();
            largest = Math.max(largest, Math.sqrt(squares / rows.size()));
        }
        deviation = largest;
        return largest;
    }

    /** Number of rows, of both signs. */
    long rows() {
        return rows.size();
    }

    int neurons() {
        return neurons;
    }

    /** Number of inputs of one neuron. */
    int inputs() {
        return rows.get(0).length / groups;
    }

    /** The statistics of one neuron over the rows of one sign. */
    Neuron neuron(boolean positive, int neuron) {
        Neuron result = new Neuron(inputs(), weights[neuron], deviation());
        int first = neuron / (neurons / groups) * inputs();
        for (int r = 0; r < rows.size(); r++) {
            if (outputs.get(r)[neuron] > 0 == positive) {
                result.count++;
                result.meanY += outputs.get(r)[neuron];
                for (int i = 0; i < inputs(); i++) {
                    result.meanX[i] += rows.get(r)[first + i];
                }
            }
        }
        result.meanY /= Math.max(1, result.count);
        for (int i = 0; i < inputs(); i++) {
            result.meanX[i] /= Math.max(1, result.count);
        }
        for (int r = 0; r < rows.size(); r++) {
            if (outputs.get(r)[neuron] > 0 == positive) {
                double e = outputs.get(r)[neuron] - result.meanY;
                result.m2Y += e * e;
                for (int i = 0; i < inputs(); i++) {
                    double u = rows.get(r)[first + i] - result.meanX[i];
                    result.coMoment[i] += u * e;
                    result.squaresX[i] += u * u;
                }
            }
        }
        return result;
    }

    private static ExpectedMoments read(Operation.Linear linear, ReferenceArray x, ReferenceArray z, int positions) {
        int neurons = linear.weights().shape().dimension(0);
        if (linear instanceof Operation.Convolution convolution) {
            ExpectedMoments expected = new ExpectedMoments(linear, convolution.groups());
            expected.readPatches(convolution.window(), x, z, positions);
            return expected;
        }
        ExpectedMoments expected = new ExpectedMoments(linear, 1);
        int inputs = linear.weights().shape().dimension(1);
        for (int n = 0; n < x.shape().dimension(0); n++) {
            expected.rows.add(Arrays.copyOfRange(x.values(), n * inputs, (n + 1) * inputs));
            expected.outputs.add(Arrays.copyOfRange(z.values(), n * neurons, (n + 1) * neurons));
        }
        return expected;
    }

    private void readPatches(Window window, ReferenceArray x, ReferenceArray z, int positions) {
        int channels = x.shape().dimension(1);
        int height = x.shape().dimension(2);
        int width = x.shape().dimension(3);
        int lines = z.shape().dimension(2);
        int columns = z.shape().dimension(3);
        int taps = window.kernelHeight() * window.kernelWidth();
        for (int r = 0; r < x.shape().dimension(0) * lines * columns; r++) {
            int n = r / (lines * columns);
            int line = r / columns % lines;
            int column = r % columns;
            if (line % Math.ceil(lines / (double) positions) != 0
                    || column % Math.ceil(columns / (double) positions) != 0) {
                continue;
            }
            double[] row = new double[channels * taps];
            for (int i = 0; i < row.length; i++) {
                int tap = i % taps;
                int h = line * window.strideHeight()
                        - window.padTop()
                        + tap / window.kernelWidth() * window.dilationHeight();
                int w = column * window.strideWidth()
                        - window.padLeft()
                        + tap % window.kernelWidth() * window.dilationWidth();
                boolean inside = h >= 0 && h < height && w >= 0 && w < width;
                row[i] = inside ? x.values()[((n * channels + i / taps) * height + h) * width + w] : 0;
            }
            double[] output = new double[neurons];
            for (int o = 0; o < neurons; o++) {
                output[o] = z.values()[((n * neurons + o) * lines + line) * columns + column];
            }
            rows.add(row);
            outputs.add(output);
        }
    }

    /** Statistics of one neuron over the rows of one sign, with the sums of squares and of weights that bound them. */
    static final class Neuron {
        final double[] meanX;
        final double[] coMoment;
        final double[] squaresX;
        final double weight;
        final double deviation;
        long count;
        double meanY;
        double m2Y;

        private Neuron(int inputs, double weight, double deviation) {
            this.weight = weight;
            this.deviation = deviation;
            meanX = new double[inputs];
            coMoment = new double[inputs];
            squaresX = new double[inputs];
        }
    }
}
