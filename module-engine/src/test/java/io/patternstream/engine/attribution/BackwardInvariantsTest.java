/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.Conservation;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.golden.Deviation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariants of backward passes on networks of random architecture, in float64; numbers as in docs/invariants.md. */
final class BackwardInvariantsTest {
    private static final int SIZE = RandomNets.INPUT.elementCount();
    private static final double ROUNDING = 1e-10;
    private static final Target TARGET = new Target.ClassIndex(1);

    static LongStream seeds() {
        return LongStream.range(1000, 1100);
    }

    @ParameterizedTest(name = "(13) seed {0}")
    @MethodSource("seeds")
    void gradientIsTheDifferenceBetweenKinks(long seed) {
        // Given
        Model model = RandomNets.any(seed, true);
        Tensor image = RandomNets.generic(seed, 1);
        Maps maps = Maps.explain(model, image, List.of("gradient"), TARGET, null);
        double[] gradient = maps.map("gradient");

        // Then: differences of logits over 1e-4 keep eleven digits of the logits
        double tolerance = 1e-9 * Math.max(largest(gradient), Math.abs(maps.logits()[1]));
        int smooth = 0;
        for (int i = 0; i < SIZE; i += 5) {
            // When
            double above = slope(model, image, i, 1e-4f, maps.logits()[1]);
            double below = slope(model, image, i, -1e-4f, maps.logits()[1]);
            if (Math.abs(above - below) <= tolerance) {
                smooth++;
                assertThat((above + below) / 2).isCloseTo(gradient[i], within(tolerance));
            }
        }
        assertThat(smooth).isGreaterThan(SIZE / 5 * 8 / 10);
    }

    @ParameterizedTest(name = "(13), (17) seed {0}")
    @MethodSource("seeds")
    void mapsFromTheLogitAreTheLogitTimesMapsFromOne(long seed) {
        // Given
        Model model = RandomNets.any(seed, true);
        Tensor image = RandomNets.generic(seed, 1);
        List<String> linear = List.of("gradient", "patternnet", "patternattribution", "lrp.z", "lrp.epsilon");
        List<String> rectified = List.of("deconvnet", "guided", "patternnet.guided");

        // When
        for (String method : concat(linear, rectified)) {
            if (!applies(model, method)) {
                continue;
            }
            Maps one = Maps.explain(model, image, List.of(method), TARGET, StartValue.ONE);
            Maps logit = Maps.explain(model, image, List.of(method), TARGET, StartValue.LOGIT);

            // Then: methods that rectify are homogeneous for positive factors only
            double factor = one.logits()[1];
            if (factor > 0 || linear.contains(method)) {
                double[] expected =
                        Arrays.stream(one.map(method)).map(v -> v * factor).toArray();
                assertClose(logit.map(method), expected, ROUNDING);
            }
        }
    }

    @ParameterizedTest(name = "(14) seed {0}")
    @MethodSource("seeds")
    void patternMethodsWithWeightsOrOnesAsPatternsAreTheGradient(long seed) {
        // Given
        Model model = RandomNets.any(seed, true);
        Tensor images = RandomNets.generic(seed, 2);

        // When
        Maps weights = Maps.explain(
                model,
                images,
                List.of("gradient", "patternnet"),
                TARGET,
                StartValue.ONE,
                Maps.weightsAsPatterns(model));
        Maps ones = Maps.explain(
                model, images, List.of("patternattribution"), TARGET, StartValue.ONE, Maps.onesAsPatterns(model));

        // Then
        assertThat(weights.map("patternnet")).containsExactly(weights.map("gradient"));
        assertThat(ones.map("patternattribution")).containsExactly(weights.map("gradient"));
    }

    @ParameterizedTest(name = "(17) seed {0}")
    @MethodSource("seeds")
    void linearMethodsAddUpOverClasses(long seed) {
        // Given
        Model model = RandomNets.any(seed, true);
        Tensor images = RandomNets.generic(seed, 2);
        List<String> methods = List.of("gradient", "patternnet", "patternattribution", "lrp.z", "lrp.gamma");

        // When
        Maps contrast = Maps.explain(model, images, methods, new Target.Contrast(2, 0), null);
        Maps wanted = Maps.explain(model, images, methods, new Target.ClassIndex(2), null);
        Maps other = Maps.explain(model, images, methods, new Target.ClassIndex(0), null);

        // Then: relative to what is subtracted
        for (String method : methods) {
            double[] expected = new double[2 * SIZE];
            Arrays.setAll(expected, i -> wanted.map(method)[i] - other.map(method)[i]);
            double scale = largest(wanted.map(method)) + largest(other.map(method));
            for (int i = 0; i < expected.length; i++) {
                assertThat(contrast.map(method)[i]).isCloseTo(expected[i], within(ROUNDING * scale));
            }
        }
    }

    @ParameterizedTest(name = "(18) seed {0}")
    @MethodSource("seeds")
    void lrpZIsInputTimesGradient(long seed) {
        Maps maps = Maps.explain(
                RandomNets.any(seed, true),
                RandomNets.generic(seed, 2),
                List.of("lrp.z", "input_x_gradient"),
                TARGET,
                null);
        assertClose(maps.map("lrp.z"), maps.map("input_x_gradient"), ROUNDING);
    }

    @ParameterizedTest(name = "(19), (20) seed {0}")
    @MethodSource("seeds")
    void theLogitGoesToInputsAndBiases(long seed) {
        // Given
        Tensor images = RandomNets.generic(seed, 2);
        List<String> methods = List.of("lrp.z", "lrp.epsilon(0.1)", "lrp.epsilon_ib(0.1)", "lrp.alpha2beta1");

        // When
        Maps maps = Maps.explain(RandomNets.any(seed, true), images, methods, TARGET, null);
        Maps free = Maps.explain(RandomNets.any(seed, false), images, List.of("lrp.z"), TARGET, null);

        // Then
        for (int n = 0; n < 2; n++) {
            for (String written : methods) {
                String method = Methods.canonical(written);
                double[] map = sample(maps.map(method), n);
                Conservation account = maps.conservation(method).get(n);
                double rest = account.started() - account.biasShare() - account.epsilonAbsorbed();
                assertThat(Arrays.stream(map).sum()).as(method).isCloseTo(rest, within(ROUNDING * size(map, account)));
            }
            double[] map = sample(free.map("lrp.z"), n);
            double logit = free.logits()[n * RandomNets.CLASSES + 1];
            assertThat(Arrays.stream(map).sum())
                    .isCloseTo(
                            logit,
                            within(ROUNDING
                                    * size(map, free.conservation("lrp.z").get(n))));
        }
    }

    @ParameterizedTest(name = "(21) seed {0}")
    @MethodSource("seeds")
    void lrpEpsilonTendsToLrpZ(long seed) {
        Maps maps = Maps.explain(
                RandomNets.any(seed, true),
                RandomNets.generic(seed, 2),
                List.of("lrp.z", "lrp.epsilon(1e-12)"),
                TARGET,
                null);
        assertClose(maps.map(Methods.canonical("lrp.epsilon(1e-12)")), maps.map("lrp.z"), 1e-6);
    }

    @ParameterizedTest(name = "(27) seed {0}")
    @MethodSource("seeds")
    void theOrderOfABatchDoesNotMatter(long seed) {
        // Given
        Model model = RandomNets.any(seed, true);
        Tensor images = RandomNets.generic(seed, 3);
        Tensor turned = Tensor.stack(List.of(images.slice(2), images.slice(0), images.slice(1)));
        List<String> methods = List.of("gradient", "smoothgrad(3)", "patternnet", "lrp.gamma", "occlusion(4)");

        // When
        Maps maps = Maps.explain(model, images, methods, TARGET, null);
        Maps other = Maps.explain(model, turned, methods, TARGET, null);

        // Then
        for (String written : methods) {
            String method = Methods.canonical(written);
            for (int n = 0; n < 3; n++) {
                assertThat(sample(other.map(method), (n + 1) % 3))
                        .as(method)
                        .containsExactly(sample(maps.map(method), n));
            }
        }
    }

    private static boolean applies(Model model, String method) {
        boolean leaks = model.network().nodes().stream()
                .anyMatch(node -> node.operation().toString().contains("LeakyRelu"));
        return !leaks || !(method.contains("guided") || method.equals("deconvnet"));
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** One-sided; the step is what float32 makes of it. */
    private static double slope(Model model, Tensor image, int index, float step, double logit) {
        float[] values = new float[SIZE];
        image.copyTo(values, 0);
        values[index] += step;
        double taken = (double) values[index] - image.at(index);
        Tensor shifted = Tensor.wrap(image.shape(), values);
        return (Maps.explain(model, shifted, List.of("input"), TARGET, null).logits()[1] - logit) / taken;
    }

    private static double[] sample(double[] batch, int index) {
        return Arrays.copyOfRange(batch, index * SIZE, (index + 1) * SIZE);
    }

    private static double largest(double[] map) {
        return Arrays.stream(map).map(Math::abs).max().orElseThrow();
    }

    private static double size(double[] map, Conservation account) {
        return Arrays.stream(map).map(Math::abs).sum()
                + Math.abs(account.started())
                + Math.abs(account.biasShare())
                + Math.abs(account.epsilonAbsorbed());
    }

    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        assertThat(Deviation.of(actual, expected, 0, expected.length).max()).isLessThan(tolerance);
    }
}
