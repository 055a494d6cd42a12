/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.Regime;
import io.patternstream.patterns.stats.DenseRows;
import io.patternstream.patterns.stats.LayerAccumulator;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers in brackets are those of the invariants in the research on explanation methods. */
class PatternEstimationTest {
    private static final double EXACT = 1e-12;

    @ParameterizedTest
    @EnumSource(Regime.class)
    void equalsTheDefinitionByUncentredMeans(Regime regime) {
        // Given
        DenseRows rows = DenseRows.random(new Random(1), 400, 5, 6, 0.5);

        // When
        LayerPattern pattern = estimate(rows, regime);

        // Then: centred and uncentred sums differ by rounding only, since mean / sd is small here
        for (int o = 0; o < 6; o++) {
            assertClose(row(pattern, o, 5), definition(rows, o, regime), 1e-11);
        }
        assertThat(pattern.degenerate()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Regime.class)
    void weightsTimesPatternIsOne(Regime regime) { // (1)
        // Given
        DenseRows rows = DenseRows.random(new Random(2), 500, 7, 9, 1000);

        // When
        LayerPattern pattern = estimate(rows, regime);

        // Then
        for (int o = 0; o < 9; o++) {
            double product = 0;
            for (int i = 0; i < 7; i++) {
                product += rows.layer().weights().at(o * 7 + i) * pattern.at(o * 7 + i);
            }
            assertThat(product).isCloseTo(1, within(EXACT));
        }
    }

    @Test
    void linearPatternOfTheToyIsItsSignalPlusTheSampleCovarianceOfItsDistractor() { // (2)
        // Given: x = (1, 0) y + (1, 1) e, w = (1, -1), y and e random
        Random random = new Random(5);
        int n = 20000;
        double[] y = random.doubles(n, -2, 2).toArray();
        double[] e = random.doubles(n, -1, 1).toArray();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double meanE = Arrays.stream(e).average().orElseThrow();
        double covariance = 0;
        double variance = 0;
        double[][] x = new double[n][];
        for (int r = 0; r < n; r++) {
            covariance += (e[r] - meanE) * (y[r] - meanY);
            variance += (y[r] - meanY) * (y[r] - meanY);
            x[r] = new double[] {y[r] + e[r], e[r]};
        }
        DenseRows rows = new DenseRows(x, new double[][] {{1, -1}}, new double[] {0});

        // When
        double[] pattern = row(estimate(rows, Regime.LINEAR), 0, 2);

        // Then
        double share = covariance / variance;
        assertClose(pattern, new double[] {1 + share, share}, EXACT);
        assertThat(pattern[1]).isCloseTo(0, within(0.05));
    }

    @Test
    void numeratorsOfBothSignsAddUpToTheCovariance() { // (4), Eq. 6 of the paper
        // Given: a pattern times w . num is num; w . num of a sign follows from Eq. 8
        DenseRows rows = DenseRows.random(new Random(8), 300, 4, 1, 0.2);
        double[] positive = numerator(rows, 0, Regime.POSITIVE);
        double[] negative = numerator(rows, 0, Regime.NEGATIVE);
        double[] linear = row(estimate(rows, Regime.LINEAR), 0, 4);
        double variance = rows.accumulate(rows.all()).all(0).m2Y(0) / rows.count();
        double share = Arrays.stream(rows.all()).filter(r -> rows.y(r, 0) > 0).count() / (double) rows.count();

        // When
        double[] sum = new double[4];
        double[] covariance = new double[4];
        for (int i = 0; i < 4; i++) {
            sum[i] = share * positive[i] + (1 - share) * negative[i];
            covariance[i] = linear[i] * variance;
        }

        // Then
        assertClose(sum, covariance, EXACT);
    }

    @ParameterizedTest
    @EnumSource(Regime.class)
    void addingAConstantToEveryOutputChangesNothing(Regime regime) { // (5): same rows per sign, other bias
        // Given
        DenseRows rows = DenseRows.random(new Random(14), 200, 4, 3, 0.3);
        LayerAccumulator moved = LayerAccumulator.create(3, 4);
        for (boolean positive : new boolean[] {true, false}) {
            LayerMoments moments = rows.moments(positive, rows.all());
            Arrays.setAll(moments.meanY(), o -> moments.meanY()[o] + 25);
            moved.accept(moments);
        }

        // When
        LayerPattern pattern = PatternEstimation.estimate(rows.layer(), moved, regime);

        // Then
        assertClose(pattern.toArray(), estimate(rows, regime).toArray(), EXACT);
    }

    @Test
    void gaussianInputsWithoutBiasGiveTheSamePatternForBothSigns() { // (6)
        // Given: covariance Sigma = A A^T, closed form a = Sigma w / (w^T Sigma w)
        double[][] mix = {{1, 0.5, 0}, {0.2, 1, -0.3}, {0, 0.4, 1}};
        float[] w = {1, -2, 0.5f};
        Random random = new Random(6);
        double[][] x = new double[400_000][3];
        for (double[] row : x) {
            double[] z = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            for (int i = 0; i < 3; i++) {
                row[i] = mix[i][0] * z[0] + mix[i][1] * z[1] + mix[i][2] * z[2];
            }
        }
        DenseRows rows = new DenseRows(x, new double[][] {{w[0], w[1], w[2]}}, new double[] {0});
        double[] expected = new double[3];
        double scale = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    expected[i] += mix[i][k] * mix[j][k] * w[j];
                }
            }
            scale += w[i] * expected[i];
        }
        for (int i = 0; i < 3; i++) {
            expected[i] /= scale;
        }

        // When
        double[] positive = row(estimate(rows, Regime.POSITIVE), 0, 3);
        double[] negative = row(estimate(rows, Regime.NEGATIVE), 0, 3);

        // Then: sampling error, 1 / sqrt(400000) = 1.6e-3
        assertClose(positive, expected, 5e-3);
        assertClose(negative, expected, 5e-3);
    }

    @Test
    void allRowsActiveGiveTheLinearPatternAndNoneGiveZero() { // (7)
        // Given
        DenseRows rows = DenseRows.random(new Random(9), 60, 3, 2, 0);
        DenseRows shifted = withBias(rows, 1000);

        // When
        LayerPattern positive = estimate(shifted, Regime.POSITIVE);
        LayerPattern negative = estimate(shifted, Regime.NEGATIVE);
        LayerPattern negativeCentred = estimate(shifted, Regime.NEGATIVE_CENTRED);

        // Then
        assertThat(positive.toArray())
                .containsExactly(estimate(shifted, Regime.LINEAR).toArray());
        assertThat(negative.toArray()).containsOnly(0);
        assertThat(negativeCentred.toArray()).containsOnly(0);
        assertThat(positive.degenerate()).isEmpty();
        assertThat(negative.degenerate()).containsExactly(0, 1);
    }

    @Test
    void oneActiveRowGivesItsInputsAsThePattern() { // (7): num+ = x (y - E[y])
        // Given
        double[][] x = {{3, 1}, {-1, 0.5}, {-2, 1}};
        DenseRows rows = new DenseRows(x, new double[][] {{1, 0.5}}, new double[] {0});

        // When
        double[] pattern = row(estimate(rows, Regime.POSITIVE), 0, 2);

        // Then: x / (w . x)
        assertClose(pattern, new double[] {3 / 3.5, 1 / 3.5}, EXACT);
    }

    @Test
    void constantNeuronsGetZeroInEveryRegime() {
        // Given: neuron 0 has no weights, neuron 1 sees inputs that do not vary
        double[][] x = new double[40][];
        Random random = new Random(2);
        for (int r = 0; r < 40; r++) {
            x[r] = new double[] {random.nextGaussian(), 0.1, 0.3};
        }
        DenseRows rows = new DenseRows(x, new double[][] {{0, 0, 0}, {0, 0.7f, 0.9f}}, new double[] {0.123, 0.1});

        for (Regime regime : Regime.values()) {
            // When
            LayerPattern pattern = estimate(rows, regime);

            // Then
            assertThat(pattern.toArray()).as(regime.key()).containsOnly(0);
            assertThat(pattern.degenerate()).containsExactly(0, 1);
        }
    }

    @Test
    void vanishingDenominatorFallsBackToTheLinearPatternAndIsReported() {
        // Given: one active row x = (0, 7), so that num+ = x (y - E[y]) is orthogonal to w = (1, 0)
        double[][] x = {{0, 7}, {-2, 1}, {-3, 0}};
        DenseRows rows = new DenseRows(x, new double[][] {{1, 0}}, new double[] {1.5});

        // When
        LayerPattern pattern = estimate(rows, Regime.POSITIVE);

        // Then
        assertThat(pattern.degenerate()).containsExactly(0);
        assertThat(pattern.toArray())
                .containsExactly(estimate(rows, Regime.LINEAR).toArray());
        assertThat(pattern.at(0)).isCloseTo(1, within(EXACT));
    }

    @Test
    void negativeDenominatorOfEq8IsKept() {
        // Given: w . x in {-1, -3} and bias 2, so that only the first row is active
        double[][] x = {{-1, 2}, {-3, 1}};
        DenseRows rows = new DenseRows(x, new double[][] {{1, 0}}, new double[] {2});

        // When: num+ = x (y - E[y]) = (-1, 2) * 1, w . num+ = -1
        LayerPattern pattern = estimate(rows, Regime.POSITIVE);

        // Then
        assertThat(pattern.degenerate()).isEmpty();
        assertThat(pattern.toArray()).containsExactly(1, -2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Regime.class,
            names = {"LINEAR", "POSITIVE_CENTRED", "NEGATIVE_CENTRED"})
    void centredEstimatorsDoNotMoveWithAShiftOfTheInputs(Regime regime) { // (8)
        // Given: the same activations from inputs shifted by 50
        DenseRows rows = DenseRows.random(new Random(12), 200, 4, 3, 0);
        DenseRows shifted = transformed(rows, 1, 50);

        // When
        LayerPattern pattern = estimate(rows, regime);
        LayerPattern after = estimate(shifted, regime);

        // Then
        assertClose(after.toArray(), pattern.toArray(), 1e-9);
    }

    @Test
    void eq8MovesWithAShiftOfTheDistractorByItsClosedForm() { // (8), by the closed form in 5.4 of the research
        // Given: every y with distractors 2 + e and 2 - e, hence exactly uncorrelated within each sign
        double[] y = {0.5, 1.5, 2.5, -0.25, -1, -4};
        double[][] x = new double[12][];
        for (int r = 0; r < 12; r++) {
            double e = 2 + (r % 2 == 0 ? 0.75 : -0.75);
            x[r] = new double[] {y[r / 2] + e, e};
        }
        DenseRows rows = new DenseRows(x, new double[][] {{1, -1}}, new double[] {0});
        double mean = -0.75 / 6;
        double meanPlus = 1.5;
        double squarePlus = (0.25 + 2.25 + 6.25) / 3;

        // When
        double[] pattern = row(estimate(rows, Regime.POSITIVE), 0, 2);

        // Then
        double shift = 2 * (meanPlus - mean) / (squarePlus - meanPlus * mean);
        assertClose(pattern, new double[] {1 + shift, shift}, 1e-10);
        assertClose(row(estimate(rows, Regime.POSITIVE_CENTRED), 0, 2), new double[] {1, 0}, EXACT);
    }

    @ParameterizedTest
    @EnumSource(Regime.class)
    void scalingTheInputsLeavesThePatternAndDuplicatingRowsToo(Regime regime) { // (9), (10)
        // Given
        DenseRows rows = DenseRows.random(new Random(13), 150, 4, 3, 0.4);
        int[] twice = Arrays.copyOf(rows.all(), 300);
        System.arraycopy(rows.all(), 0, twice, 150, 150);

        // When
        LayerPattern pattern = estimate(rows, regime);
        LayerPattern scaled = estimate(transformed(rows, 3, 0), regime);
        LayerPattern duplicated = PatternEstimation.estimate(rows.layer(), rows.accumulate(twice), regime);

        // Then
        assertClose(scaled.toArray(), pattern.toArray(), 1e-11);
        assertClose(duplicated.toArray(), pattern.toArray(), 1e-11);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", " RELU ", "relu.negative", "Relu.Centred"})
    void estimatorsAreFoundByNameInAnyCase(String name) {
        assertThat(Estimator.named(name).key()).isEqualToIgnoringCase(name.strip());
    }

    @Test
    void unknownEstimatorListsTheKnownOnes() {
        assertThatThrownBy(() -> Estimator.named("median"))
                .hasMessage("unknown estimator 'median'; use linear, relu, relu.negative, relu.centred");
        assertThat(Estimator.regimes(List.of(Estimator.RELU_CENTRED, Estimator.LINEAR)))
                .containsExactly(Regime.LINEAR, Regime.POSITIVE_CENTRED, Regime.NEGATIVE_CENTRED);
    }

    private static LayerPattern estimate(DenseRows rows, Regime regime) {
        return PatternEstimation.estimate(rows.layer(), rows.accumulate(rows.all()), regime);
    }

    private static double[] row(LayerPattern pattern, int neuron, int inputs) {
        return Arrays.copyOfRange(pattern.toArray(), neuron * inputs, (neuron + 1) * inputs);
    }

    /** The numerators as the paper and the golden cases write them, from uncentred means. */
    private static double[] numerator(DenseRows rows, int neuron, Regime regime) {
        int inputs = rows.x(0).length;
        IntPredicate mask =
                switch (regime) {
                    case LINEAR -> r -> true;
                    case POSITIVE, POSITIVE_CENTRED -> r -> rows.y(r, neuron) > 0;
                    case NEGATIVE, NEGATIVE_CENTRED -> r -> rows.y(r, neuron) <= 0;
                };
        int[] masked = Arrays.stream(rows.all()).filter(mask).toArray();
        double meanY = Arrays.stream(rows.all())
                .mapToDouble(r -> rows.y(r, neuron))
                .average()
                .orElseThrow();
        double[] numerator = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            int input = i;
            double meanX = Arrays.stream(rows.all())
                    .mapToDouble(r -> rows.x(r)[input])
                    .average()
                    .orElseThrow();
            double maskedX = Arrays.stream(masked)
                    .mapToDouble(r -> rows.x(r)[input])
                    .average()
                    .orElseThrow();
            double product = Arrays.stream(masked)
                    .mapToDouble(r -> rows.x(r)[input] * rows.y(r, neuron))
                    .average()
                    .orElseThrow();
            double centred = Arrays.stream(masked)
                    .mapToDouble(r -> (rows.x(r)[input] - meanX) * (rows.y(r, neuron) - meanY))
                    .average()
                    .orElseThrow();
            numerator[i] = regime.key().endsWith("_centred") ? centred : product - maskedX * meanY;
        }
        return numerator;
    }

    private static double[] definition(DenseRows rows, int neuron, Regime regime) {
        double[] numerator = numerator(rows, neuron, regime);
        double denominator = 0;
        for (int i = 0; i < numerator.length; i++) {
            denominator += rows.layer().weights().at(neuron * numerator.length + i) * numerator[i];
        }
        double scale = denominator;
        return Arrays.stream(numerator).map(value -> value / scale).toArray();
    }

    private static DenseRows withBias(DenseRows rows, double bias) {
        return rebuilt(rows, 1, 0, bias);
    }

    /** x becomes scale * x + shift; the biases make y become scale * y. */
    private static DenseRows transformed(DenseRows rows, double scale, double shift) {
        return rebuilt(rows, scale, shift, 0);
    }

    private static DenseRows rebuilt(DenseRows rows, double scale, double shift, double bias) {
        int inputs = rows.x(0).length;
        int neurons = rows.layer().weights().shape().dimension(0);
        double[][] x = new double[rows.count()][inputs];
        for (int r = 0; r < x.length; r++) {
            for (int i = 0; i < inputs; i++) {
                x[r][i] = scale * rows.x(r)[i] + shift;
            }
        }
        double[][] weights = new double[neurons][inputs];
        double[] biases = new double[neurons];
        for (int o = 0; o < neurons; o++) {
            biases[o] = rows.y(0, o) * scale + bias;
            for (int i = 0; i < inputs; i++) {
                weights[o][i] = rows.layer().weights().at(o * inputs + i);
                biases[o] -= weights[o][i] * x[0][i];
            }
        }
        return new DenseRows(x, weights, biases);
    }

    /** Largest deviation relative to the largest expected value. */
    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(tolerance * largest));
        }
    }
}
