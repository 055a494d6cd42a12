/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.golden.Deviation;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.rule.Procedure.Path;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods that average gradients, against closed forms; {@code tanh} has a gradient that differs at every point. */
final class SamplingTest {
    private static final double ROUNDING = 1e-12;
    private static final DoubleUnaryOperator TANH_SLOPE = z -> 1 - Math.tanh(z) * Math.tanh(z);
    private static final Target TARGET = new Target.ClassIndex(1);

    @Test
    void onePointWithoutNoiseIsTheGradient() {
        Model model = RandomNets.branched(1, true);
        Tensor images = RandomNets.images(1, 2);
        Maps maps = Maps.explain(model, images, List.of("smoothgrad(1,0)", "gradient"), TARGET, null);
        assertThat(maps.map("smoothgrad(1,0,0)")).containsExactly(maps.map("gradient"));
    }

    @Test
    void noisyMethodsAreMeanMeanSquareAndVarianceOverThePoints() {
        // Given
        TwoLayers net = TwoLayers.random(2, new Nonlinearity.Tanh());
        Tensor images = TwoLayers.images(2, 2);
        int points = 9;
        int size = TwoLayers.IMAGE.elementCount();
        double[][] gradients = new double[points][2 * size];
        for (int p = 0; p < points; p++) {
            double[] point = Points.at(new Path.Noisy(points, 0.3, 5), p, images);
            for (int n = 0; n < 2; n++) {
                double[] one = net.gradient(Arrays.copyOfRange(point, n * size, (n + 1) * size), 1, TANH_SLOPE);
                System.arraycopy(one, 0, gradients[p], n * size, size);
            }
        }
        double[] mean = new double[2 * size];
        double[] square = new double[2 * size];
        double[] variance = new double[2 * size];
        Arrays.setAll(mean, i -> average(points, p -> gradients[p][i]));
        Arrays.setAll(square, i -> average(points, p -> gradients[p][i] * gradients[p][i]));
        Arrays.setAll(variance, i -> average(points, p -> Math.pow(gradients[p][i] - mean[i], 2)));

        // When
        List<String> methods = List.of("smoothgrad(9,0.3,5)", "smoothgrad_squared(9,0.3,5)", "vargrad(9,0.3,5)");
        Maps maps = Maps.explain(net.model, images, methods, TARGET, null);

        // Then
        assertClose(maps.map(methods.get(0)), mean, ROUNDING);
        assertClose(maps.map(methods.get(1)), square, ROUNDING);
        assertClose(maps.map(methods.get(2)), variance, ROUNDING);
    }

    @Test
    void noiseHasTheStatedSpreadAtEveryPixelAndDrawsDoNotResembleEachOther() {
        // Given
        Tensor image = TwoLayers.images(3, 1);
        double[] values = Points.values(image);
        double range = Arrays.stream(values).max().orElseThrow()
                - Arrays.stream(values).min().orElseThrow();
        int points = 1000;

        // When
        double[][] noise = new double[points][];
        for (int p = 0; p < points; p++) {
            double[] point = Points.at(new Path.Noisy(points, 0.1, 0), p, image);
            noise[p] = IntStream.range(0, values.length)
                    .mapToDouble(i -> (point[i] - values[i]) / (0.1 * range))
                    .toArray();
        }

        // Then: standard errors are 0.032 of a mean, 0.022 of a deviation and 0.032 of a correlation; five of them
        for (int i = 0; i < values.length; i++) {
            int pixel = i;
            double mean = average(points, p -> noise[p][pixel]);
            assertThat(mean).isCloseTo(0, within(0.16));
            assertThat(Math.sqrt(average(points, p -> noise[p][pixel] * noise[p][pixel])))
                    .isCloseTo(1, within(0.11));
            assertThat(average(points - 1, p -> noise[p][pixel] * noise[p + 1][pixel]))
                    .isCloseTo(0, within(0.16));
        }
    }

    @Test
    void pointsBetweenZeroAndTheInputAreUniform() {
        // Given
        Tensor image = TwoLayers.images(4, 1);

        // When
        double[] shares = IntStream.range(0, 1000)
                .mapToDouble(p -> Points.at(new Path.Between(1000, 0), p, image)[0] / image.at(0))
                .toArray();

        // Then: mean and variance of the uniform distribution within five standard errors
        DoubleSummaryStatistics statistics = Arrays.stream(shares).summaryStatistics();
        assertThat(statistics.getAverage()).isCloseTo(0.5, within(0.046));
        assertThat(average(1000, p -> Math.pow(shares[p] - 0.5, 2))).isCloseTo(1 / 12.0, within(0.012));
        assertThat(statistics.getMin()).isBetween(0.0, 0.01);
        assertThat(statistics.getMax()).isBetween(0.99, 1.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smoothgrad(8,0.2,", "gradient_shap(8,", "random("})
    void seedsMakeResultsReproducibleAndDifferent(String method) {
        // Given
        TwoLayers net = TwoLayers.random(5, new Nonlinearity.Tanh());
        Tensor images = TwoLayers.images(5, 2);
        List<String> methods = List.of(method + "1)", method + "2)");

        // When
        Maps first = Maps.explain(net.model, images, methods, TARGET, null);
        Maps second = Maps.explain(net.model, images, methods, TARGET, null);

        // Then
        assertThat(second.map(methods.get(0))).containsExactly(first.map(methods.get(0)));
        assertThat(first.map(methods.get(1))).isNotEqualTo(first.map(methods.get(0)));
    }

    @Test
    void averagesAlongAPathAreInputTimesGradientOnALinearNetwork() {
        // Given
        Model model = RandomNets.linear(6);
        Tensor images = RandomNets.images(6, 2);
        List<String> methods = List.of("gradient_shap(7,3)", "integrated_gradients(5)", "input_x_gradient");

        // When
        Maps maps = Maps.explain(model, images, methods, TARGET, null);

        // Then
        assertClose(maps.map(methods.get(0)), maps.map("input_x_gradient"), ROUNDING);
        assertClose(maps.map(methods.get(1)), maps.map("input_x_gradient"), ROUNDING);
    }

    @Test
    void gradientShapIsTheMeanOverItsPointsTimesTheInput() {
        // Given
        TwoLayers net = TwoLayers.random(7, new Nonlinearity.Tanh());
        Tensor image = TwoLayers.images(7, 1);
        double[] expected = new double[TwoLayers.IMAGE.elementCount()];
        for (int p = 0; p < 6; p++) {
            double[] gradient = net.gradient(Points.at(new Path.Between(6, 9), p, image), 1, TANH_SLOPE);
            Arrays.setAll(expected, i -> expected[i] + gradient[i] / 6 * image.at(i));
        }

        // When
        Maps maps = Maps.explain(net.model, image, List.of("gradient_shap(6,9)"), TARGET, null);

        // Then
        assertClose(maps.map("gradient_shap(6,9)"), expected, ROUNDING);
    }

    @ParameterizedTest(name = "(32) seed {0}")
    @ValueSource(longs = {8, 9, 10})
    void integratedGradientsAddUpToTheDifferenceWithAnErrorOfSecondOrder(long seed) {
        // Given: the midpoint rule on a smooth function
        TwoLayers net = TwoLayers.random(seed, new Nonlinearity.Tanh());
        Tensor image = TwoLayers.images(seed, 1);
        double difference = net.logit(Points.values(image), 1, Math::tanh)
                - net.logit(new double[TwoLayers.IMAGE.elementCount()], 1, Math::tanh);

        // When
        List<String> methods = List.of("integrated_gradients(64)", "integrated_gradients(1024)");
        Maps maps = Maps.explain(net.model, image, methods, TARGET, null);

        // Then
        double few = Math.abs(Arrays.stream(maps.map(methods.get(0))).sum() - difference);
        double many = Math.abs(Arrays.stream(maps.map(methods.get(1))).sum() - difference);
        assertThat(many).isLessThan(1e-6);
        assertThat(few / many).isCloseTo(256, within(26.0));
    }

    @Test
    void betaSmoothIsTheGradientOfTheSoftplusNetworkWithOneHiddenLayer() {
        // Given
        TwoLayers net = TwoLayers.random(11, new Nonlinearity.Relu());
        Tensor image = TwoLayers.images(11, 1);
        double[] x = Points.values(image);
        double step = 1e-5;
        double[] expected = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double[] above = x.clone();
            double[] below = x.clone();
            above[i] += step;
            below[i] -= step;
            expected[i] = (net.logit(above, 1, SamplingTest::softplus) - net.logit(below, 1, SamplingTest::softplus))
                    / (2 * step);
        }

        // When
        Maps maps = Maps.explain(net.model, image, List.of("beta_smooth"), TARGET, null);

        // Then: central differences of a function whose third derivative is about beta^2
        assertClose(maps.map("beta_smooth"), expected, 1e-7);
    }

    private static double softplus(double z) {
        return Math.log1p(Math.exp(10 * z)) / 10;
    }

    private static double average(int count, IntToDoubleFunction values) {
        return IntStream.range(0, count).mapToDouble(values).average().orElseThrow();
    }

    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        assertThat(Deviation.of(actual, expected, 0, expected.length).max()).isLessThan(tolerance);
    }
}
