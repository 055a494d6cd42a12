/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

import static io.patternstream.evaluation.signal.SignalEstimator.FILTER;
import static io.patternstream.evaluation.signal.SignalEstimator.IDENTITY;
import static io.patternstream.evaluation.signal.SignalEstimator.LINEAR;
import static io.patternstream.evaluation.signal.SignalEstimator.RANDOM;
import static io.patternstream.evaluation.signal.SignalEstimator.TWO_COMPONENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerRows;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.DoubleBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** rho against closed forms and against NumPy. */
final class SignalQualityTest {
    private static final Set<SignalEstimator> ALL = EnumSet.allOf(SignalEstimator.class);

    @ParameterizedTest
    @ValueSource(strings = {"rho-by-inputs.npy", "rho-by-rows.npy"})
    void agreesWithResidualsComputedRowByRowInNumpy(String fixture) throws IOException {
        // Given
        DoubleBuffer values = read(fixture);
        int n = (int) values.get();
        int m = (int) values.get();
        int inputs = (int) values.get();
        int neurons = (int) values.get();
        assertThat(values.get()).isEqualTo(ResidualRegression.RIDGE);
        double[] x = take(values, n * inputs);
        double[] heldOut = take(values, m * inputs);
        Rows rows = new Rows(take(values, neurons * inputs), take(values, neurons));

        // When
        Map<SignalEstimator, Double> rho = rows.rho(
                x,
                heldOut,
                ALL,
                rows.pattern(Regime.LINEAR, take(values, neurons * inputs)),
                rows.pattern(Regime.POSITIVE, take(values, neurons * inputs)),
                rows.pattern(Regime.NEGATIVE, take(values, neurons * inputs)));

        // Then: the correction loses as many digits as the ridge is below the variances, of 16
        assertThat(rho.get(FILTER)).isCloseTo(values.get(), within(1e-9));
        assertThat(rho.get(LINEAR)).isCloseTo(values.get(), within(1e-9));
        assertThat(rho.get(TWO_COMPONENT)).isCloseTo(values.get(), within(1e-9));
        assertThat(values.hasRemaining()).isFalse();
    }

    /** The paper's toy: signal (1, 0) y, distractor (1, 1) e, filter (1, -1); y and e exactly uncorrelated on a grid. */
    @Test
    void toyHasItsClosedForm() {
        // Given
        double[] x = new double[2 * 9 * 9];
        for (int i = 0; i < 81; i++) {
            double y = (i % 9 - 4) / 4.0;
            double e = (i / 9 - 4) / 8.0;
            x[2 * i] = y + e;
            x[2 * i + 1] = e;
        }
        double variance = 2 * (1 + 4 + 9 + 16) / 16.0 / 9;
        double distractor = variance / 4;
        Rows toy = new Rows(new double[] {1, -1}, 0);

        // When
        Map<SignalEstimator, Double> rho = toy.rho(
                x,
                x,
                ALL,
                toy.pattern(Regime.LINEAR, 1, 0),
                toy.pattern(Regime.POSITIVE, 1, 0),
                toy.pattern(Regime.NEGATIVE, 1, 0));

        // Then: the filter leaves (y / 2 + e) (1, 1)
        assertThat(rho.get(IDENTITY)).isEqualTo(1);
        assertThat(rho.get(LINEAR)).isCloseTo(1, within(1e-9));
        assertThat(rho.get(TWO_COMPONENT)).isCloseTo(1, within(1e-9));
        assertThat(rho.get(FILTER)).isCloseTo(1 - Math.sqrt(variance / (variance + 4 * distractor)), within(1e-9));
        assertThat(rho.get(RANDOM)).isLessThan(0.5);
    }

    /**
     * Directions v . (x - a y) are the directions q . x with q . a = 0; the best of them leaves
     * {@code 1 - corr^2 = 1 / (var(y) a' C^-1 a)}.
     */
    @Test
    void anyDirectionHasItsClosedFormOnItsOwnRows() {
        // Given: uncorrelated inputs of variances 1, 4 and 9 (a full factorial of signs)
        double[] deviations = {1, 2, 3};
        double[] x = new double[3 * 8];
        for (int i = 0; i < x.length; i++) {
            x[i] = ((i / 3 >> i % 3) % 2 == 0 ? 1 : -1) * deviations[i % 3] + 5;
        }
        double[] w = {0.5, -1, 0.25};
        double[] a = {2, 0.3, 1.2};
        double product = w[0] * a[0] + w[1] * a[1] + w[2] * a[2];
        double varianceY = 0;
        double inverse = 0;
        for (int i = 0; i < 3; i++) {
            a[i] /= product;
            varianceY += Math.pow(w[i] * deviations[i], 2);
            inverse += Math.pow(a[i] / deviations[i], 2);
        }
        Rows rows = new Rows(w, 0.1);

        // When
        double rho =
                rows.rho(x, x, Set.of(LINEAR), rows.pattern(Regime.LINEAR, a)).get(LINEAR);

        // Then: the ridge moves the optimum by its square
        assertThat(rho).isCloseTo(1 - Math.sqrt(1 - 1 / (varianceY * inverse)), within(1e-6));
    }

    @Test
    void groupsAreMeasuredOnTheInputsThatTheyRead() {
        // Given: two neurons that read two inputs each, as one layer of two groups, and as two layers
        Random random = new Random(3);
        int count = 60;
        double[] left = gaussian(random, 2 * count);
        double[] right = gaussian(random, 2 * count);
        for (int i = 0; i < right.length; i++) {
            right[i] += i % 2 == 0 ? right[i + 1] : 0;
        }
        float[] both = new float[4 * count];
        for (int i = 0; i < both.length; i++) {
            both[i] = (float) (i % 4 < 2 ? left : right)[i / 4 * 2 + i % 2];
        }
        int[] images = new int[count];
        for (int i = 0; i < count; i++) {
            images[i] = i;
        }
        LayerWeights grouped = new LayerWeights(
                Rows.LAYER, Tensor.wrap(Shape.of(2, 2), new float[] {1, 2, 3, -1}), false, Regime.POSITIVE);
        SignalQuality quality = SignalQuality.create(List.of(grouped), SampleSize.defaults(), 1);

        // When
        quality.accept(new LayerRows(Rows.LAYER, images, both, new float[2 * count]));
        LayerQuality measured = quality.measure(Set.of(FILTER), Rows.snapshot()).get(0);

        // Then
        double first = alternating(new Rows(new double[] {1, 2}, 0), left);
        double second = alternating(new Rows(new double[] {3, -1}, 0), right);
        assertThat(measured.neurons()).isEqualTo(2);
        assertThat(measured.inputs()).isEqualTo(2);
        assertThat(measured.rho()).containsOnlyKeys(FILTER);
        assertThat(Math.abs(first - second)).isGreaterThan(0.01);
        assertThat(measured.rho().get(FILTER)).isCloseTo((first + second) / 2, within(1e-9));
    }

    @Test
    void constantNeuronsAreNotMeasured() {
        // Given: the second neuron reads an input that is always 1000
        Random random = new Random(4);
        double[] x = gaussian(random, 3 * 40);
        for (int row = 0; row < 40; row++) {
            x[3 * row + 2] = 1000;
        }
        Rows rows = new Rows(new double[] {1, 1, 0, 0, 0, 1}, 0, 0);
        SignalQuality quality = SignalQuality.create(List.of(rows.layer()), SampleSize.defaults(), 1);

        // When
        quality.accept(rows.of(x, false));
        quality.accept(rows.of(x, true));
        LayerQuality measured = quality.measure(Set.of(FILTER), Rows.snapshot()).get(0);

        // Then
        assertThat(measured.neurons()).isEqualTo(1);
        assertThat(measured.rho().get(FILTER)).isBetween(0.0, 1.0);
    }

    @Test
    void severalSnapshotsAreComparedOnTheSameRows() {
        // Given: patterns that fit and patterns of other data
        Random random = new Random(5);
        double[] x = gaussian(random, 2 * 400);
        Rows rows = new Rows(new double[] {1, 1}, 0);
        SignalQuality quality = SignalQuality.create(List.of(rows.layer()), SampleSize.defaults(), 1);
        quality.accept(rows.of(x, false));
        quality.folded(800);
        quality.accept(rows.of(gaussian(random, 2 * 400), true));

        // When
        double fresh = quality.measure(Set.of(LINEAR), Rows.snapshot(rows.pattern(Regime.LINEAR, 0.5, 0.5)))
                .get(0)
                .rho()
                .get(LINEAR);
        double stale = quality.measure(Set.of(LINEAR), Rows.snapshot(rows.pattern(Regime.LINEAR, 2, -1)))
                .get(0)
                .rho()
                .get(LINEAR);

        // Then: 1 / (var(y) a' a) of (2, -1) is 1 / (2 5)
        assertThat(fresh).isGreaterThan(0.85);
        assertThat(stale).isCloseTo(1 - Math.sqrt(0.9), within(0.03));
    }

    @Test
    void imagesAreHalvedAcrossBatches() {
        // Given: batches of one image each
        Rows rows = new Rows(new double[] {1, 1}, 0);
        SignalQuality quality = SignalQuality.create(List.of(rows.layer()), SampleSize.defaults(), 1);
        Random random = new Random(6);

        // When
        for (int image = 0; image < 9; image++) {
            quality.accept(rows.of(gaussian(random, 2), false));
            quality.folded(1);
        }

        // Then
        LayerQuality measured = quality.measure(Set.of(FILTER), Rows.snapshot()).get(0);
        assertThat(measured.regressionRows()).isEqualTo(5);
        assertThat(measured.heldOutRows()).isEqualTo(4);
    }

    @Test
    void memoryBoundsTheRows() {
        // Given: a row of 10 inputs and 1 answer takes 44 bytes
        Rows rows = new Rows(new double[10], 0);
        SampleSize size = new SampleSize(1000, 2 * 44 * 25, 64);
        SignalQuality quality = SignalQuality.create(List.of(rows.layer()), size, 1);

        // When
        quality.accept(rows.of(gaussian(new Random(7), 10 * 200), false));
        quality.accept(rows.of(gaussian(new Random(8), 10 * 200), true));

        // Then
        LayerQuality measured = quality.measure(Set.of(FILTER), Rows.snapshot()).get(0);
        assertThat(measured.regressionRows()).isEqualTo(25);
        assertThat(measured.heldOutRows()).isEqualTo(25);
        assertThat(measured.rho()).isEmpty();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        // Given
        Rows rows = new Rows(new double[] {1, 1}, 0);
        SignalQuality quality = SignalQuality.create(List.of(rows.layer()), SampleSize.defaults(), 1);
        double[] x = gaussian(new Random(9), 2 * 40);
        quality.accept(rows.of(x, false));
        quality.accept(rows.of(x, true));
        LayerPattern wrong = new LayerPattern(Rows.LAYER, Regime.LINEAR, Shape.of(1, 3), new double[3]);
        LayerPattern infinite = rows.pattern(Regime.LINEAR, Double.POSITIVE_INFINITY, 1);

        // Then
        assertThatThrownBy(() ->
                        quality.accept(new LayerRows(new LayerId("other"), new int[1], new float[2], new float[1])))
                .hasMessageContaining("other");
        assertThatThrownBy(() -> quality.measure(ALL, Rows.snapshot(wrong)))
                .hasMessageContaining("layer/linear")
                .hasMessageContaining("[1, 3]");
        assertThatThrownBy(() -> quality.measure(ALL, Rows.snapshot(infinite))).hasMessageContaining("not finite");
    }

    /** rho of the filter with rows in turn for the regression and held out. */
    private static double alternating(Rows rows, double[] x) {
        double[] even = new double[x.length / 2];
        double[] odd = new double[x.length / 2];
        for (int i = 0; i < x.length; i++) {
            (i / 2 % 2 == 0 ? even : odd)[i / 4 * 2 + i % 2] = x[i];
        }
        return Objects.requireNonNull(rows.rho(even, odd, Set.of(FILTER)).get(FILTER));
    }

    private static double[] gaussian(Random random, int count) {
        return random.doubles(count).map(ignored -> random.nextGaussian()).toArray();
    }

    private static DoubleBuffer read(String fixture) throws IOException {
        try (InputStream in = SignalQualityTest.class.getResourceAsStream("/signal/" + fixture)) {
            return DoubleBuffer.wrap(
                    Npy.read(Objects.requireNonNull(in).readAllBytes()).doubles());
        }
    }

    private static double[] take(DoubleBuffer values, int count) {
        double[] taken = new double[count];
        values.get(taken);
        return taken;
    }
}
