/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.golden.Deviation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold on any network, here on seeded random ones in float64, where rounding stays below 1e-10. */
final class ExplanationPropertiesTest {
    private static final double ROUNDING = 1e-10;
    private static final int SIZE = RandomNets.INPUT.elementCount();
    private static final Target TOP = new Target.MaxOutput();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void gradientIsTheCentralDifference(long seed) {
        // Given
        Model model = RandomNets.branched(seed, true);
        Tensor image = RandomNets.images(seed, 1);
        double step = 0x1p-14;
        Maps maps = Maps.explain(model, image, List.of("gradient"), new Target.ClassIndex(1), null);
        double[] gradient = maps.map("gradient");
        double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();

        // When: a network of ReLUs is linear between its kinks, so that both one-sided differences agree there
        int smooth = 0;
        for (int i = 0; i < SIZE; i++) {
            double above = (logit(model, shifted(image, i, step)) - maps.logits()[1]) / step;
            double below = (maps.logits()[1] - logit(model, shifted(image, i, -step))) / step;
            if (Math.abs(above - below) < 1e-9 * largest) {
                smooth++;
                // Then
                assertThat((above + below) / 2).isCloseTo(gradient[i], within(1e-9 * largest));
            }
        }
        assertThat(smooth).isGreaterThan(SIZE * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "input_x_gradient", "patternnet", "patternattribution", "lrp.z", "lrp.epsilon"})
    void methodsThatAreLinearInTheStartSumOverClasses(String method) {
        // Given
        Model model = RandomNets.branched(5, true);
        Tensor images = RandomNets.images(5, 2);

        // When
        double[] whole = Maps.explain(model, images, List.of(method), new Target.None(), null)
                .map(method);
        double[] sum = new double[whole.length];
        for (int k = 0; k < RandomNets.CLASSES; k++) {
            double[] part = Maps.explain(model, images, List.of(method), new Target.ClassIndex(k), null)
                    .map(method);
            Arrays.setAll(sum, i -> sum[i] + part[i]);
        }

        // Then
        assertThat(Deviation.of(sum, whole, 0, whole.length).max()).isLessThan(ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "input_x_gradient", "patternnet", "patternattribution", "lrp.z", "lrp.epsilon"})
    void contrastIsTheDifferenceOfItsClasses(String method) {
        // Given
        Model model = RandomNets.branched(19, true);
        Tensor images = RandomNets.images(19, 2);

        // When
        double[] contrast = Maps.explain(model, images, List.of(method), new Target.Contrast(2, 0), null)
                .map(method);
        double[] wanted = Maps.explain(model, images, List.of(method), new Target.ClassIndex(2), null)
                .map(method);
        double[] other = Maps.explain(model, images, List.of(method), new Target.ClassIndex(0), null)
                .map(method);

        // Then
        Arrays.setAll(wanted, i -> wanted[i] - other[i]);
        assertThat(Deviation.of(contrast, wanted, 0, wanted.length).max()).isLessThan(ROUNDING);
    }

    @Test
    void topOfAllClassesIsNoneAndTopOfOneIsTheLargest() {
        // Given
        Model model = RandomNets.branched(20, true);
        Tensor images = RandomNets.images(20, 2);

        // When
        Maps all = Maps.explain(model, images, Methods.names(), new Target.TopK(RandomNets.CLASSES), null);
        Maps one = Maps.explain(model, images, Methods.names(), new Target.TopK(1), null);

        // Then
        Maps none = Maps.explain(model, images, Methods.names(), new Target.None(), null);
        Maps largest = Maps.explain(model, images, Methods.names(), TOP, null);
        for (String method : Methods.names()) {
            assertThat(all.map(method)).as(method).containsExactly(none.map(method));
            assertThat(one.map(method)).as(method).containsExactly(largest.map(method));
        }
    }

    @Test
    void batchEqualsSingleImagesBitForBit() {
        // Given
        Model model = RandomNets.branched(6, true);
        Tensor images = RandomNets.images(6, 4);

        // When
        Maps batch = Maps.explain(model, images, Methods.names(), TOP, null);

        // Then
        for (int n = 0; n < 4; n++) {
            Tensor one = Tensor.stack(List.of(images.slice(n)));
            Maps single = Maps.explain(model, one, Methods.names(), TOP, null);
            for (String method : Methods.names()) {
                assertThat(sample(batch.map(method), n)).as(method).containsExactly(single.map(method));
            }
        }
    }

    @Test
    void imageOfNaNsDoesNotTouchItsNeighbours() {
        // Given
        Model model = RandomNets.branched(8, true);
        Tensor clean = RandomNets.images(8, 3);
        float[] values = new float[3 * SIZE];
        clean.copyTo(values, 0);
        Arrays.fill(values, SIZE, 2 * SIZE, Float.NaN);
        Tensor poisoned = Tensor.wrap(clean.shape(), values);

        // When
        Maps expected = Maps.explain(model, clean, Methods.names(), TOP, null);
        Maps actual = Maps.explain(model, poisoned, Methods.names(), TOP, null);

        // Then
        for (String method : Methods.names()) {
            assertThat(sample(actual.map(method), 0)).as(method).containsExactly(sample(expected.map(method), 0));
            assertThat(sample(actual.map(method), 2)).as(method).containsExactly(sample(expected.map(method), 2));
        }
        assertThat(sample(actual.map("lrp.z"), 1)).contains(Double.NaN);
    }

    @Test
    void explainingTwiceGivesIdenticalBits() {
        // Given
        Model model = RandomNets.branched(9, true);
        Tensor images = RandomNets.images(9, 2);

        // When
        Maps first = Maps.explain(model, images, Methods.names(), TOP, null);
        Maps second = Maps.explain(model, images, Methods.names(), TOP, null);

        // Then
        for (String method : Methods.names()) {
            assertThat(second.map(method)).as(method).containsExactly(first.map(method));
        }
    }

    @Test
    void signalMethodsAgreeOnALinearNetwork() {
        // Given
        Model model = RandomNets.linear(10);
        Tensor images = RandomNets.images(10, 3);
        List<String> methods = List.of("gradient", "deconvnet", "guided");

        // When
        Maps maps = Maps.explain(model, images, methods, TOP, StartValue.LOGIT);

        // Then
        assertThat(maps.map("deconvnet")).containsExactly(maps.map("gradient"));
        assertThat(maps.map("guided")).containsExactly(maps.map("gradient"));
    }

    @Test
    void patternNetWithWeightsAsPatternsIsTheGradient() {
        // Given
        Model model = RandomNets.branched(11, true);
        Tensor images = RandomNets.images(11, 3);
        List<String> methods = List.of("gradient", "patternnet", "guided", "patternnet.guided");

        // When
        Maps maps = Maps.explain(model, images, methods, TOP, StartValue.ONE, Maps.weightsAsPatterns(model));

        // Then
        assertThat(maps.map("patternnet")).containsExactly(maps.map("gradient"));
        assertThat(maps.map("patternnet.guided")).containsExactly(maps.map("guided"));
    }

    @ParameterizedTest
    @ValueSource(longs = {12, 13, 14})
    void lrpZIsInputTimesGradient(long seed) {
        // Given
        Model model = RandomNets.branched(seed, true);
        Tensor images = RandomNets.images(seed, 3);

        // When
        Maps maps = Maps.explain(model, images, List.of("lrp.z", "input_x_gradient"), TOP, null);

        // Then
        double[] expected = maps.map("input_x_gradient");
        assertThat(Deviation.of(maps.map("lrp.z"), expected, 0, expected.length).max())
                .isLessThan(ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(longs = {15, 16, 17})
    void lrpZConservesTheLogitWithoutBiases(long seed) {
        // Given
        Model model = RandomNets.branched(seed, false);
        Tensor images = RandomNets.images(seed, 3);

        // When
        Maps maps = Maps.explain(model, images, List.of("lrp.z"), new Target.ClassIndex(2), null);

        // Then
        for (int n = 0; n < 3; n++) {
            double logit = maps.logits()[n * RandomNets.CLASSES + 2];
            double sum = Arrays.stream(sample(maps.map("lrp.z"), n)).sum();
            assertThat(Math.abs(sum - logit)).isLessThan(ROUNDING * Math.abs(logit));
        }
    }

    @Test
    void startOverridesTheMethodsOwn() {
        // Given
        Model model = RandomNets.branched(18, true);
        Tensor image = RandomNets.images(18, 1);
        Target target = new Target.ClassIndex(0);

        // When
        Maps own = Maps.explain(model, image, List.of("gradient"), target, null);
        Maps logit = Maps.explain(model, image, List.of("gradient"), target, StartValue.LOGIT);

        // Then
        double[] expected = Arrays.stream(own.map("gradient"))
                .map(value -> value * own.logits()[0])
                .toArray();
        assertThat(Deviation.of(logit.map("gradient"), expected, 0, SIZE).max()).isLessThan(ROUNDING);
    }

    private static double logit(Model model, Tensor image) {
        return Maps.explain(model, image, List.of("gradient"), TOP, null).logits()[1];
    }

    private static Tensor shifted(Tensor image, int index, double step) {
        float[] values = new float[SIZE];
        image.copyTo(values, 0);
        values[index] += (float) step;
        return Tensor.wrap(image.shape(), values);
    }

    private static double[] sample(double[] batch, int index) {
        return Arrays.copyOfRange(batch, index * SIZE, (index + 1) * SIZE);
    }
}
