/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.model.Head;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.pattern.LayerRows;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.RowSource;
import io.patternstream.api.pattern.RowTap;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** A dense layer behind a few functions of two numbers: small, but its statistics have digits to lose. */
final class ToyModel {
    static final int NEURONS = 3;
    static final int INPUTS = 5;
    static final ModelDescription MODEL =
            new ModelDescription("toy", "cd".repeat(32), Shape.of(1, 1, 2), NEURONS, Head.SOFTMAX, List.of());
    static final ModelDescription OTHER =
            new ModelDescription("toy", "ef".repeat(32), Shape.of(1, 1, 2), NEURONS, Head.SOFTMAX, List.of());
    static final List<LayerWeights> LAYERS = List.of(new LayerWeights(
            new LayerId("fc"),
            Tensor.of(
                    Shape.of(NEURONS, INPUTS),
                    1,
                    -0.5f,
                    0.25f,
                    2,
                    0.1f,
                    -1,
                    0.3f,
                    0.7f,
                    -0.2f,
                    1.5f,
                    0.6f,
                    0.6f,
                    -0.9f,
                    0.4f,
                    -1.1f),
            false,
            Regime.POSITIVE));

    private ToyModel() {}

    /** Two numbers as text. */
    static Tensor decode(byte[] bytes) {
        try {
            String[] numbers = new String(bytes, StandardCharsets.UTF_8).split(" ");
            return Tensor.of(MODEL.input(), Float.parseFloat(numbers[0]), Float.parseFloat(numbers[1]));
        } catch (RuntimeException e) {
            throw new ExplainException(ErrorType.UNDECODABLE, "two numbers are needed", e);
        }
    }

    /** Computes the layer's moments; says how many images it has seen. */
    static final class Source implements ActivationSource {
        private final Runnable before;

        Source(Runnable before) {
            this.before = before;
        }

        @Override
        public ModelDescription model() {
            return MODEL;
        }

        @Override
        public List<LayerWeights> layers() {
            return LAYERS;
        }

        @Override
        public void observe(Tensor batch, ActivationTap tap) {
            before.run();
            tap.accept(moments(batch, true));
            tap.accept(moments(batch, false));
        }

        @Override
        public void close() {}

        private static LayerMoments moments(Tensor batch, boolean positive) {
            long[] counts = new long[NEURONS];
            double[] meanX = new double[NEURONS * INPUTS];
            double[] meanY = new double[NEURONS];
            double[] c = new double[NEURONS * INPUTS];
            double[] m2 = new double[NEURONS];
            for (int o = 0; o < NEURONS; o++) {
                for (int n = 0; n < batch.shape().dimension(0); n++) {
                    double[] x = inputs(batch, n);
                    double y = output(o, x);
                    if (y > 0 != positive) {
                        continue;
                    }
                    counts[o]++;
                    double dy = y - meanY[o];
                    meanY[o] += dy / counts[o];
                    for (int i = 0; i < INPUTS; i++) {
                        double dx = x[i] - meanX[o * INPUTS + i];
                        meanX[o * INPUTS + i] += dx / counts[o];
                        c[o * INPUTS + i] += dx * (y - meanY[o]);
                    }
                    m2[o] += dy * (y - meanY[o]);
                }
            }
            return new LayerMoments(LAYERS.get(0).id(), positive, counts, meanX, meanY, c, m2);
        }
    }

    /** Shows the layer's rows, one of each image. */
    static final class Rows implements RowSource {
        @Override
        public ModelDescription model() {
            return MODEL;
        }

        @Override
        public List<LayerWeights> layers() {
            return LAYERS;
        }

        @Override
        public void observe(Tensor batch, int rowsPerImage, RandomGenerator random, RowTap tap) {
            int rows = batch.shape().dimension(0);
            float[] x = new float[rows * INPUTS];
            float[] z = new float[rows * NEURONS];
            for (int n = 0; n < rows; n++) {
                double[] inputs = inputs(batch, n);
                for (int i = 0; i < INPUTS; i++) {
                    x[n * INPUTS + i] = (float) inputs[i];
                }
                for (int o = 0; o < NEURONS; o++) {
                    z[n * NEURONS + o] = (float) output(o, inputs);
                }
            }
            tap.accept(
                    new LayerRows(LAYERS.get(0).id(), IntStream.range(0, rows).toArray(), x, z));
        }

        @Override
        public void close() {}
    }

    private static double[] inputs(Tensor batch, int n) {
        double a = batch.at(2 * n);
        double b = batch.at(2 * n + 1);
        return new double[] {a, b, a * b, Math.sin(a), Math.exp(-b * b)};
    }

    private static double output(int neuron, double... x) {
        double y = 0.05;
        for (int i = 0; i < INPUTS; i++) {
            y += LAYERS.get(0).weights().at(neuron * INPUTS + i) * x[i];
        }
        return y;
    }
}
