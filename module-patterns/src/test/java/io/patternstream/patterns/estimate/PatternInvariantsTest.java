/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.Regime;
import io.patternstream.patterns.stats.CoMoments;
import io.patternstream.patterns.stats.DenseRows;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariants of patterns on random data that no other test covers, in float64; numbers as in docs/invariants.md. */
final class PatternInvariantsTest {
    private static final double EXACT = 1e-12;
    private static final int INPUTS = 4;
    private static final int ROWS = 200;

    @ParameterizedTest(name = "(3) seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void weightsTimesTheCovarianceIsTheVariance(long seed) {
        // Given
        DenseRows rows = DenseRows.random(new Random(seed), ROWS, INPUTS, 3, seed * 10);

        for (int o = 0; o < 3; o++) {
            // When
            CoMoments all = rows.accumulate(rows.all()).all(o);

            // Then
            double product = 0;
            for (int i = 0; i < INPUTS; i++) {
                product += rows.layer().weights().at(o * INPUTS + i) * all.coMoment(0, i);
            }
            assertThat(product).isCloseTo(all.m2Y(0), within(1e-11 * all.m2Y(0)));
        }
    }

    @ParameterizedTest(name = "(8) seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theCentredDenominatorIsAMeanOfSquaresAndNeverNegative(long seed) {
        // Given: a bias that makes nearly all rows active, where the denominator of Eq. 8 may be negative
        DenseRows rows = withBias(DenseRows.random(new Random(seed), ROWS, INPUTS, 1, 0), 3);
        int[] active = Arrays.stream(rows.all()).filter(r -> rows.y(r, 0) > 0).toArray();
        double meanY = mean(rows.all(), r -> rows.y(r, 0));
        double squares = mean(active, r -> Math.pow(rows.y(r, 0) - meanY, 2));

        // When: num = E+[(x - E[x]) (y - E[y])]
        double[] numerator = new double[INPUTS];
        double denominator = 0;
        for (int i = 0; i < INPUTS; i++) {
            int input = i;
            double meanX = mean(rows.all(), r -> rows.x(r)[input]);
            numerator[i] = mean(active, r -> (rows.x(r)[input] - meanX) * (rows.y(r, 0) - meanY));
            denominator += rows.layer().weights().at(i) * numerator[i];
        }

        // Then
        assertThat(denominator).isCloseTo(squares, within(EXACT * squares)).isPositive();
        double scale = denominator;
        double[] pattern = estimate(rows, Regime.POSITIVE_CENTRED).toArray();
        assertClose(pattern, Arrays.stream(numerator).map(v -> v / scale).toArray(), 1e-11);
    }

    @ParameterizedTest(name = "(9) seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void scaledWeightsDivideThePatternAndPermutedInputsPermuteIt(long seed) {
        // Given
        DenseRows rows = DenseRows.random(new Random(seed), ROWS, INPUTS, 1, 0.3);
        int[] order = {2, 0, 3, 1};

        for (Regime regime : Regime.values()) {
            // When: 4 times the weights and biases is exact in float32
            double[] pattern = estimate(rows, regime).toArray();
            double[] divided =
                    estimate(changed(rows, 4, new int[] {0, 1, 2, 3}), regime).toArray();
            double[] permuted = estimate(changed(rows, 1, order), regime).toArray();

            // Then
            assertClose(divided, Arrays.stream(pattern).map(v -> v / 4).toArray(), EXACT);
            assertClose(
                    permuted, Arrays.stream(order).mapToDouble(i -> pattern[i]).toArray(), 1e-11);
        }
    }

    @ParameterizedTest(name = "(12) seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void rhoOfTheLinearPatternIsOneAndNoOtherSignalBeatsIt(long seed) {
        // Given: the three signals of the paper, each v w.x with w.v = 1
        DenseRows rows = DenseRows.random(new Random(seed), ROWS, INPUTS, 1, 0.3);
        double[] weights = new double[INPUTS];
        Arrays.setAll(weights, i -> rows.layer().weights().at(i));
        Random random = new Random(seed + 100);

        // When
        double linear = rho(rows, estimate(rows, Regime.LINEAR).toArray());
        double ofWeights = rho(rows, normalised(weights, weights));
        double ofNoise = rho(rows, normalised(random.doubles(INPUTS, -1, 1).toArray(), weights));

        // Then
        assertThat(linear).isCloseTo(1, within(1e-9));
        assertThat(ofWeights).isBetween(0.0, 1.0);
        assertThat(ofNoise).isBetween(0.0, 1.0);
    }

    /**
     * 1 - the largest correlation of y with a linear function of the distractor {@code x - v w.x}; that of least squares. Since
     * {@code w.d = 0}, the last component follows from the others.
     */
    private static double rho(DenseRows rows, double[] signal) {
        int free = INPUTS - 1;
        double[][] distractor = new double[ROWS][free];
        double[] y = new double[ROWS];
        for (int r = 0; r < ROWS; r++) {
            for (int i = 0; i < INPUTS; i++) {
                y[r] += rows.layer().weights().at(i) * rows.x(r)[i];
            }
            for (int i = 0; i < free; i++) {
                distractor[r][i] = rows.x(r)[i] - signal[i] * y[r];
            }
        }
        double[][] equations = new double[free][free + 1];
        for (int i = 0; i < free; i++) {
            for (int j = 0; j < free; j++) {
                equations[i][j] = covariance(column(distractor, i), column(distractor, j));
            }
            equations[i][free] = covariance(column(distractor, i), y);
        }
        double[] right = column(equations, free);
        double[] best = solved(equations);
        double explained =
                IntStream.range(0, free).mapToDouble(i -> best[i] * right[i]).sum();
        return 1 - Math.sqrt(Math.max(explained, 0) / covariance(y, y));
    }

    /** Gauss and Jordan; the matrices here are well conditioned. */
    private static double[] solved(double[][] equations) {
        int size = equations.length;
        for (int i = 0; i < size; i++) {
            double pivot = equations[i][i];
            for (int k = 0; k <= size; k++) {
                equations[i][k] /= pivot;
            }
            for (int j = 0; j < size; j++) {
                double factor = j == i ? 0 : equations[j][i];
                for (int k = 0; k <= size; k++) {
                    equations[j][k] -= factor * equations[i][k];
                }
            }
        }
        return column(equations, size);
    }

    private static double[] column(double[][] rows, int index) {
        return Arrays.stream(rows).mapToDouble(row -> row[index]).toArray();
    }

    private static double covariance(double[] a, double[] b) {
        double meanA = Arrays.stream(a).average().orElseThrow();
        double meanB = Arrays.stream(b).average().orElseThrow();
        return IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - meanA) * (b[i] - meanB))
                .average()
                .orElseThrow();
    }

    private static double[] normalised(double[] signal, double[] weights) {
        double product = IntStream.range(0, INPUTS)
                .mapToDouble(i -> signal[i] * weights[i])
                .sum();
        return Arrays.stream(signal).map(v -> v / product).toArray();
    }

    private static LayerPattern estimate(DenseRows rows, Regime regime) {
        return PatternEstimation.estimate(rows.layer(), rows.accumulate(rows.all()), regime);
    }

    private static DenseRows withBias(DenseRows rows, double bias) {
        return rebuilt(rows, 1, new int[] {0, 1, 2, 3}, bias);
    }

    private static DenseRows changed(DenseRows rows, double scale, int[] order) {
        return rebuilt(rows, scale, order, 0);
    }

    /** One neuron; its weights times a scale, its inputs in another order, its bias raised. */
    private static DenseRows rebuilt(DenseRows rows, double scale, int[] order, double bias) {
        double[][] x = new double[rows.count()][];
        for (int r = 0; r < x.length; r++) {
            double[] row = rows.x(r);
            x[r] = Arrays.stream(order).mapToDouble(i -> row[i]).toArray();
        }
        double rest = rows.y(0, 0);
        double[] weights = new double[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            rest -= rows.layer().weights().at(i) * rows.x(0)[i];
            weights[i] = scale * rows.layer().weights().at(order[i]);
        }
        return new DenseRows(x, new double[][] {weights}, new double[] {scale * rest + bias});
    }

    private static double mean(int[] rows, IntToDoubleFunction value) {
        return Arrays.stream(rows).mapToDouble(value).average().orElseThrow();
    }

    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(tolerance * largest));
        }
    }
}
