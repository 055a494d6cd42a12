/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.Conservation;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.Head;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PatternAttribution by hand: a perceptron of three layers in plain loops. With {@code w.a = 1} a neuron hands all of its
 * relevance on, so that the logit goes to the input and to closed ReLUs.
 */
final class PatternClosureTest {
    private static final double ROUNDING = 1e-12;
    private static final int[] SIZES = {6, 7, 5, 3};
    private static final String METHOD = "patternattribution";

    private final double[][][] weights = new double[3][][];
    private final double[][] biases = new double[3][];
    private final double[][][] patterns = new double[3][][];
    private final double[] image = new double[SIZES[0]];

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void logitGoesToTheInputAndToClosedUnits(long seed) {
        // Given
        draw(new Random(seed), -1);

        // When
        Maps maps = explain();
        Conservation account = maps.conservation(METHOD).get(0);

        // Then
        double[] byHand = byHand();
        assertThat(byHand[0]).isNotZero();
        assertThat(account.gated()).isCloseTo(byHand[0], within(ROUNDING));
        assertThat(account.residual()).isCloseTo(0, within(ROUNDING));
        assertThat(account.biasShare()).isZero();
        assertThat(account.epsilonAbsorbed()).isZero();
        assertThat(Arrays.stream(maps.map(METHOD)).sum())
                .isCloseTo(account.started() - account.gated(), within(ROUNDING));
    }

    @Test
    void logitGoesToTheInputWhereAllUnitsAreOpen() {
        // Given
        draw(new Random(6), 0);

        // When
        Maps maps = explain();

        // Then
        Conservation account = maps.conservation(METHOD).get(0);
        assertThat(account.gated()).isZero();
        assertThat(Arrays.stream(maps.map(METHOD)).sum())
                .isCloseTo(maps.logits()[1], within(ROUNDING * maps.logits()[1]));
    }

    @Test
    void relevanceOfNeuronsWithoutPatternIsTheResidual() {
        // Given: as with an estimator that saw a neuron always closed
        draw(new Random(7), 0);
        Arrays.fill(patterns[1][2], 0);

        // When
        Conservation account = explain().conservation(METHOD).get(0);

        // Then
        assertThat(account.residual()).isCloseTo(byHand()[1], within(ROUNDING * account.started()));
        assertThat(account.residual()).isNotCloseTo(0, within(1e-3));
    }

    /** What arrives at closed units, and at open neurons without pattern. */
    private double[] byHand() {
        double[][] z = new double[3][];
        double[] h = image;
        for (int l = 0; l < 3; l++) {
            z[l] = new double[SIZES[l + 1]];
            double[] output = new double[SIZES[l + 1]];
            for (int j = 0; j < output.length; j++) {
                z[l][j] = biases[l][j] + dot(weights[l][j], h);
                output[j] = Math.max(z[l][j], 0);
            }
            h = output;
        }
        double closed = 0;
        double lost = 0;
        double[] r = new double[SIZES[3]];
        r[1] = z[2][1];
        for (int l = 2; l >= 0; l--) {
            double[] below = new double[SIZES[l]];
            for (int j = 0; j < r.length; j++) {
                boolean open = l == 2 || z[l][j] > 0;
                closed += open ? 0 : r[j];
                lost += open && dot(weights[l][j], patterns[l][j]) == 0 ? r[j] : 0;
                for (int i = 0; i < below.length; i++) {
                    below[i] += open ? weights[l][j][i] * patterns[l][j][i] * r[j] : 0;
                }
            }
            r = below;
        }
        return new double[] {closed, lost};
    }

    /** Weights and image from {@code lowest} to 1; biases are not negative, so that from 0 all units are open. */
    private void draw(Random random, double lowest) {
        Arrays.setAll(image, i -> (float) random.nextDouble(lowest, 1));
        for (int l = 0; l < 3; l++) {
            weights[l] = new double[SIZES[l + 1]][];
            patterns[l] = new double[SIZES[l + 1]][];
            biases[l] = random.doubles(SIZES[l + 1], 0, 0.3).toArray();
            for (int j = 0; j < SIZES[l + 1]; j++) {
                double[] w = random.doubles(SIZES[l], lowest, 1).toArray();
                double[] a = Arrays.stream(w)
                        .map(value -> value + random.nextDouble(-0.3, 0.3))
                        .toArray();
                double length = dot(w, a);
                weights[l][j] = w;
                patterns[l][j] = Arrays.stream(a).map(value -> value / length).toArray();
            }
        }
    }

    private Maps explain() {
        float[] values = new float[image.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) image[i];
        }
        Tensor batch = Tensor.wrap(Shape.of(1, SIZES[0], 1, 1), values);
        return Maps.explain(model(), batch, List.of(METHOD), new Target.ClassIndex(1), null, snapshot());
    }

    private Model model() {
        Network.Builder net = Network.builder("x", Shape.of(SIZES[0], 1, 1));
        int last = net.add("flat", new Operation.Reshape(Shape.of(SIZES[0])), 0);
        for (int l = 0; l < 3; l++) {
            Parameters bias = Parameters.of(Shape.of(SIZES[l + 1]), biases[l].clone());
            last = net.add("fc" + l, new Operation.Dense(matrix(weights[l]), bias, false), last);
            if (l < 2) {
                last = net.add("relu" + l, new Operation.Activation(new Nonlinearity.Relu()), last);
            }
        }
        return Model.of(net.build(Head.NONE), "perceptron", "0".repeat(64));
    }

    private PatternSnapshot snapshot() {
        List<LayerPattern> layers = new ArrayList<>();
        for (int l = 0; l < 3; l++) {
            Regime regime = l < 2 ? Regime.POSITIVE : Regime.LINEAR;
            Parameters matrix = matrix(patterns[l]);
            layers.add(new LayerPattern(new LayerId("fc" + l), regime, matrix.shape(), matrix.toArray()));
        }
        return new PatternSnapshot(
                new SnapshotId("by hand"),
                new PatternSnapshot.Provenance("", List.of(), 0, Map.of(), Instant.EPOCH),
                layers);
    }

    private static Parameters matrix(double[][] rows) {
        double[] values = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return Parameters.of(Shape.of(rows.length, rows[0].length), values);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
