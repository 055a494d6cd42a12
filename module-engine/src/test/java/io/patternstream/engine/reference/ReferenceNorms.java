/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.spi.Norms;
import java.util.Arrays;

/** Softmax and normalisations, each with its transposed Jacobian. */
final class ReferenceNorms implements Norms<ReferenceArray> {
    @Override
    public ReferenceArray softmax(ReferenceArray x, boolean log) {
        double[] result = new double[x.values().length];
        int length = x.shape().dimension(x.shape().rank() - 1);
        for (int from = 0; from < result.length; from += length) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + length; i++) {
                largest = Math.max(largest, x.values()[i]);
            }
            double sum = 0;
            for (int i = from; i < from + length; i++) {
                sum += Math.exp(x.values()[i] - largest);
            }
            for (int i = from; i < from + length; i++) {
                double shifted = x.values()[i] - largest;
                result[i] = log ? shifted - Math.log(sum) : Math.exp(shifted) / sum;
            }
        }
        return new ReferenceArray(x.shape(), result);
    }

    @Override
    public ReferenceArray softmaxBackward(ReferenceArray r, ReferenceArray y, boolean log) {
        double[] result = new double[r.values().length];
        int length = r.shape().dimension(r.shape().rank() - 1);
        for (int from = 0; from < result.length; from += length) {
            double sum = 0;
            for (int i = from; i < from + length; i++) {
                sum += log ? r.values()[i] : r.values()[i] * y.values()[i];
            }
            for (int i = from; i < from + length; i++) {
                result[i] = log ? r.values()[i] - Math.exp(y.values()[i]) * sum : y.values()[i] * (r.values()[i] - sum);
            }
        }
        return new ReferenceArray(r.shape(), result);
    }

    @Override
    public ReferenceArray localResponseNorm(ReferenceArray x, Operation.LocalResponseNorm norm) {
        double[] result = new double[x.values().length];
        double[] roots = roots(x, norm);
        for (int i = 0; i < result.length; i++) {
            result[i] = x.values()[i] / Math.pow(roots[i], norm.beta());
        }
        return new ReferenceArray(x.shape(), result);
    }

    /** The derivative of output o for input i: {@code [o = i] s_o^-b - 2 a b / size x_o x_i s_o^(-b-1)}. */
    @Override
    public ReferenceArray localResponseNormBackward(
            ReferenceArray r, ReferenceArray x, Operation.LocalResponseNorm norm) {
        double[] result = new double[x.values().length];
        double[] roots = roots(x, norm);
        double factor = 2 * norm.alpha() * norm.beta() / norm.size();
        eachPair(x.shape(), norm.size(), (output, input) -> {
            double both = x.values()[output] * x.values()[input];
            double own = output == input ? Math.pow(roots[output], -norm.beta()) : 0;
            double derivative = own - factor * both * Math.pow(roots[output], -norm.beta() - 1);
            result[input] += r.values()[output] * derivative;
        });
        return new ReferenceArray(x.shape(), result);
    }

    @Override
    public ReferenceArray instanceNorm(ReferenceArray x, double epsilon) {
        double[] result = new double[x.values().length];
        int plane = plane(x.shape());
        for (int from = 0; from < result.length; from += plane) {
            double mean = mean(x.values(), from, plane);
            double deviation = Math.sqrt(variance(x.values(), from, plane) + epsilon);
            for (int i = from; i < from + plane; i++) {
                result[i] = (x.values()[i] - mean) / deviation;
            }
        }
        return new ReferenceArray(x.shape(), result);
    }

    /** The derivative of output o for input i: {@code ([o = i] - 1/n - y_o y_i / n) / deviation}. */
    @Override
    public ReferenceArray instanceNormBackward(ReferenceArray r, ReferenceArray x, double epsilon) {
        double[] y = instanceNorm(x, epsilon).values();
        double[] result = new double[y.length];
        int plane = plane(x.shape());
        for (int from = 0; from < result.length; from += plane) {
            double deviation = Math.sqrt(variance(x.values(), from, plane) + epsilon);
            for (int o = from; o < from + plane; o++) {
                for (int i = from; i < from + plane; i++) {
                    double derivative = ((o == i ? 1 : 0) - (1 + y[o] * y[i]) / plane) / deviation;
                    result[i] += r.values()[o] * derivative;
                }
            }
        }
        return new ReferenceArray(x.shape(), result);
    }

    private static double[] roots(ReferenceArray x, Operation.LocalResponseNorm norm) {
        double[] roots = new double[x.values().length];
        Arrays.fill(roots, norm.bias());
        eachPair(x.shape(), norm.size(), (output, input) -> {
            double value = x.values()[input];
            roots[output] += norm.alpha() / norm.size() * value * value;
        });
        return roots;
    }

    /** Visits every output with every input of its neighbourhood across channels. */
    private static void eachPair(Shape batch, int size, PairVisitor visitor) {
        int channels = batch.dimension(1);
        int plane = plane(batch);
        for (int output = 0; output < batch.elementCount(); output++) {
            int channel = output / plane % channels;
            int first = Math.max(0, channel - (size - 1) / 2);
            int last = Math.min(channels - 1, channel + size / 2);
            for (int c = first; c <= last; c++) {
                visitor.visit(output, output + (c - channel) * plane);
            }
        }
    }

    private static int plane(Shape batch) {
        return batch.elementCount() / (batch.dimension(0) * batch.dimension(1));
    }

    private static double mean(double[] values, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += values[i];
        }
        return sum / count;
    }

    private static double variance(double[] values, int from, int count) {
        double mean = mean(values, from, count);
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += (values[i] - mean) * (values[i] - mean);
        }
        return sum / count;
    }

    /** Receives two positions in the batch. */
    private interface PairVisitor {
        void visit(int output, int input);
    }
}
