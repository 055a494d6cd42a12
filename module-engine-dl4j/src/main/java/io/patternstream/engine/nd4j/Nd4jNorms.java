/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.spi.Norms;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Softmax and normalisations with their transposed Jacobians; sums in float64. One thread at a time. */
final class Nd4jNorms implements Norms<INDArray> {
    private final Workspace workspace;
    private final Scratch scratch;

    Nd4jNorms(Workspace workspace, Scratch scratch) {
        this.workspace = workspace;
        this.scratch = scratch;
    }

    @Override
    public INDArray softmax(INDArray x, boolean log) {
        return lines(x, x, lastAxis(x), (a, b, length) -> {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < length; i++) {
                largest = Math.max(largest, a[i]);
            }
            double sum = 0;
            for (int i = 0; i < length; i++) {
                sum += Math.exp(a[i] - largest);
            }
            for (int i = 0; i < length; i++) {
                double shifted = a[i] - largest;
                a[i] = (float) (log ? shifted - Math.log(sum) : Math.exp(shifted) / sum);
            }
        });
    }

    @Override
    public INDArray softmaxBackward(INDArray r, INDArray y, boolean log) {
        return lines(r, y, lastAxis(r), (a, b, length) -> {
            double sum = 0;
            for (int i = 0; i < length; i++) {
                sum += log ? a[i] : (double) a[i] * b[i];
            }
            for (int i = 0; i < length; i++) {
                a[i] = (float) (log ? a[i] - Math.exp(b[i]) * sum : b[i] * (a[i] - sum));
            }
        });
    }

    @Override
    public INDArray instanceNorm(INDArray x, double epsilon) {
        return lines(x, x, plane(x), (a, b, length) -> {
            double mean = mean(b, length);
            double deviation = deviation(b, length, mean, epsilon);
            for (int i = 0; i < length; i++) {
                a[i] = (float) ((b[i] - mean) / deviation);
            }
        });
    }

    /** {@code (r - mean(r) - y mean(r y)) / deviation} with the normalised y. */
    @Override
    public INDArray instanceNormBackward(INDArray r, INDArray x, double epsilon) {
        return lines(r, x, plane(x), (a, b, length) -> {
            double mean = mean(b, length);
            double deviation = deviation(b, length, mean, epsilon);
            double meanR = mean(a, length);
            double meanRy = 0;
            for (int i = 0; i < length; i++) {
                meanRy += a[i] * (b[i] - mean) / deviation / length;
            }
            for (int i = 0; i < length; i++) {
                a[i] = (float) ((a[i] - meanR - (b[i] - mean) / deviation * meanRy) / deviation);
            }
        });
    }

    @Override
    public INDArray localResponseNorm(INDArray x, Operation.LocalResponseNorm norm) {
        int plane = plane(x);
        double[] roots = new double[(int) (x.length() / x.size(0))];
        return lines(x, x, roots.length, (a, b, length) -> {
            roots(b, plane, norm, roots);
            for (int i = 0; i < length; i++) {
                a[i] = (float) (b[i] / Math.pow(roots[i], norm.beta()));
            }
        });
    }

    /**
     * With s the roots: {@code r_i s_i^-beta - 2 alpha beta / size x_i sum r_c x_c s_c^(-beta - 1)} over the channels c whose
     * neighbourhood holds i.
     */
    @Override
    public INDArray localResponseNormBackward(INDArray r, INDArray x, Operation.LocalResponseNorm norm) {
        int plane = plane(x);
        double[] roots = new double[(int) (x.length() / x.size(0))];
        double[] terms = new double[roots.length];
        double factor = 2 * norm.alpha() * norm.beta() / norm.size();
        return lines(r, x, roots.length, (a, b, length) -> {
            roots(b, plane, norm, roots);
            for (int i = 0; i < length; i++) {
                terms[i] = a[i] * b[i] * Math.pow(roots[i], -norm.beta() - 1);
            }
            for (int i = 0; i < length; i++) {
                int channel = i / plane;
                int first = Math.max(0, channel - norm.size() / 2);
                int last = Math.min(length / plane - 1, channel + (norm.size() - 1) / 2);
                double sum = 0;
                for (int c = first; c <= last; c++) {
                    sum += terms[i + (c - channel) * plane];
                }
                a[i] = (float) (a[i] * Math.pow(roots[i], -norm.beta()) - factor * b[i] * sum);
            }
        });
    }

    private static void roots(float[] x, int plane, Operation.LocalResponseNorm norm, double[] roots) {
        int channels = roots.length / plane;
        Arrays.fill(roots, norm.bias());
        for (int i = 0; i < roots.length; i++) {
            int channel = i / plane;
            int first = Math.max(0, channel - (norm.size() - 1) / 2);
            int last = Math.min(channels - 1, channel + norm.size() / 2);
            double sum = 0;
            for (int c = first; c <= last; c++) {
                double value = x[i + (c - channel) * plane];
                sum += value * value;
            }
            roots[i] += norm.alpha() / norm.size() * sum;
        }
    }

    private static double mean(float[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum / count;
    }

    private static double deviation(float[] values, int count, double mean, double epsilon) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (values[i] - mean) * (values[i] - mean);
        }
        return Math.sqrt(sum / count + epsilon);
    }

    private static int lastAxis(INDArray x) {
        return (int) x.size(x.rank() - 1);
    }

    private static int plane(INDArray x) {
        return (int) (x.length() / (x.size(0) * x.size(1)));
    }

    private INDArray lines(INDArray left, INDArray right, int length, LineOperation operation) {
        workspace.requireOpen();
        INDArray result = Arrays32.allocate(left.shape());
        FloatBuffer a = Arrays32.buffer(left);
        FloatBuffer b = Arrays32.buffer(right);
        FloatBuffer target = Arrays32.buffer(result);
        float[] lineA = scratch.line(0, length);
        float[] lineB = scratch.line(1, length);
        for (int from = 0; from < left.length(); from += length) {
            a.get(from, lineA, 0, length);
            b.get(from, lineB, 0, length);
            operation.apply(lineA, lineB, length);
            target.put(from, lineA, 0, length);
        }
        return result;
    }

    /** Overwrites the first line with the result. */
    private interface LineOperation {
        void apply(float[] a, float[] b, int length);
    }
}
