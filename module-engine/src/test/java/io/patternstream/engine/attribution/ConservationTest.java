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
import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the explained value goes, on seeded random networks in float64; rounding is stated relative to what was added up. */
final class ConservationTest {
    private static final double ROUNDING = 1e-12;
    private static final Target TOP = new Target.MaxOutput();
    private static final int SIZE = RandomNets.INPUT.elementCount();
    private static final String COMPOSITE =
            "lrp(first=wsquare,c2=gamma(0.5),c3=alphabeta(3,2),c4=epsilon(0.05),dense=epsilon(0.2))";

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34})
    void biasesTakeTheirGradientTimesTheirValue(long seed) {
        // Given: the logit as a function of a factor on all biases, which is linear between kinks
        Model model = RandomNets.branched(seed, true);
        Tensor image = RandomNets.images(seed, 1);
        double step = 0x1p-20;
        double here = logit(model, image);
        double above = (logit(withBiasesTimes(model, 1 + step), image) - here) / step;
        double below = (here - logit(withBiasesTimes(model, 1 - step), image)) / step;
        assertThat(above).as("no kink nearby").isCloseTo(below, within(1e-8));

        // When
        Maps maps = Maps.explain(model, image, List.of("lrp.z", "input_x_gradient"), new Target.ClassIndex(1), null);

        // Then: differences of numbers near 1 over 1e-6 keep nine digits
        for (String method : List.of("lrp.z", "input_x_gradient")) {
            Conservation account = maps.conservation(method).get(0);
            assertThat(account.biasShare()).as(method).isCloseTo((above + below) / 2, within(1e-8));
            assertThat(account.started()).as(method).isEqualTo(here);
            assertThat(account.epsilonAbsorbed()).as(method).isZero();
            assertThat(account.residual()).as(method).isCloseTo(0, within(ROUNDING * size(maps, method, 0)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {35, 36})
    void nothingIsLostWithoutBiases(long seed) {
        // Given
        Model model = RandomNets.branched(seed, false);

        // When
        Maps maps = Maps.explain(model, RandomNets.images(seed, 3), List.of("lrp.z", "input_x_gradient"), TOP, null);

        // Then
        for (String method : List.of("lrp.z", "input_x_gradient")) {
            for (int n = 0; n < 3; n++) {
                Conservation account = maps.conservation(method).get(n);
                assertThat(account.biasShare()).as(method).isZero();
                assertThat(sum(maps, method, n)).isCloseTo(account.started(), within(ROUNDING * size(maps, method, n)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {37, 38, 39})
    void everyRuleOfTheLrpFamilyAccountsForWhatItTakes(long seed) {
        // Given
        Model model = RandomNets.branched(seed, true);
        List<String> methods = new ArrayList<>(Methods.names());
        methods.removeIf(name -> !name.startsWith("lrp.") && !name.startsWith("deep") && !name.startsWith("excit"));
        methods.add(Methods.canonical(COMPOSITE));
        assertThat(methods).hasSizeGreaterThan(20);

        // When
        Maps maps = Maps.explain(model, RandomNets.images(seed, 2), methods, new Target.Contrast(2, 0), null);

        // Then
        for (String method : methods) {
            for (int n = 0; n < 2; n++) {
                Conservation account = maps.conservation(method).get(n);
                double[] logits =
                        Arrays.copyOfRange(maps.logits(), n * RandomNets.CLASSES, (n + 1) * RandomNets.CLASSES);
                double started = method.startsWith("excit") ? 0 : logits[2] - logits[0];
                assertThat(account.started()).as(method).isEqualTo(started);
                assertThat(account.gated()).as(method).isZero();
                double rest = started - sum(maps, method, n) - account.biasShare() - account.epsilonAbsorbed();
                assertThat(account.residual()).as(method).isCloseTo(rest, within(ROUNDING * size(maps, method, n)));
                assertThat(account.residual()).as(method).isCloseTo(0, within(1e-10 * size(maps, method, n)));
            }
        }
    }

    @Test
    void rulesThatIgnoreBiasesHandEverythingOn() {
        // Given
        Model model = RandomNets.branched(40, true);

        // When
        Maps maps = Maps.explain(model, RandomNets.images(40, 2), List.of("lrp.z_ib", "input_x_gradient"), TOP, null);

        // Then
        for (int n = 0; n < 2; n++) {
            Conservation account = maps.conservation("lrp.z_ib").get(n);
            assertThat(account.biasShare()).isZero();
            assertThat(sum(maps, "lrp.z_ib", n))
                    .isCloseTo(account.started(), within(ROUNDING * size(maps, "lrp.z_ib", n)));
            assertThat(sum(maps, "input_x_gradient", n)).isNotCloseTo(account.started(), within(1e-3));
        }
    }

    @Test
    void stabiliserTakesInProportionToItsSize() {
        // Given
        Model model = RandomNets.branched(41, true);
        Tensor image = RandomNets.images(41, 1);
        List<String> methods = List.of("lrp.epsilon(1e-9)", "lrp.epsilon(1e-8)", "lrp.epsilon(1e-7)");

        // When
        Maps maps =
                Maps.explain(model, image, List.of("lrp.z", methods.get(0), methods.get(1), methods.get(2)), TOP, null);
        List<String> names = methods.stream().map(Methods::canonical).toList();

        // Then: what is absorbed and how far the map is from that of LRP-z grow tenfold
        double absorbed = maps.conservation(names.get(0)).get(0).epsilonAbsorbed();
        double distance = distance(maps, names.get(0));
        assertThat(absorbed).isNotZero();
        for (int i = 1; i < names.size(); i++) {
            double tenfold = maps.conservation(names.get(i)).get(0).epsilonAbsorbed();
            double further = distance(maps, names.get(i));
            assertThat(tenfold / absorbed).isCloseTo(10, within(0.01));
            assertThat(further / distance).isCloseTo(10, within(0.05));
            absorbed = tenfold;
            distance = further;
        }
    }

    @Test
    void oneNeuronIsAccountedForAsByHand() {
        // Given: z = 2 * 3 - 1 * 1 + 0.5 = 5.5 and its negative
        Model model = dense(new double[][] {{2, -1}, {-2, 1}}, 0.5, -0.5);
        Tensor image = Tensor.of(Shape.of(1, 2, 1, 1), 3, 1);
        String method = Methods.canonical("lrp.epsilon(0.5)");

        // When, Then: R / (z + 0.5) is shared between the input's 5, the bias's 0.5 and the stabiliser's 0.5
        double quotient = 5.5 / 6;
        assertAccount(
                account(model, image, method, new Target.ClassIndex(0), null), 5.5, 0.5 * quotient, 0.5 * quotient);
        assertAccount(
                account(model, image, method, new Target.ClassIndex(1), null), -5.5, -0.5 * quotient, -0.5 * quotient);
        assertAccount(account(model, image, method, new Target.ClassIndex(1), StartValue.ONE), 1, 0.5 / 6, 0.5 / 6);
        assertAccount(account(model, image, method, new Target.Contrast(0, 1), null), 11, quotient, quotient);
        assertAccount(account(model, image, "input_x_gradient", new Target.ClassIndex(0), null), 5.5, 0.5, 0);
        assertAccount(
                account(model, image, "input_x_gradient", new Target.ClassIndex(0), StartValue.LOGIT),
                5.5 * 5.5,
                0.5 * 5.5,
                0);
    }

    @Test
    void signalAndGradientMethodsDoNotShareTheExplainedValueOut() {
        // Given
        List<String> methods = new ArrayList<>(Methods.names());
        methods.removeIf(name -> name.startsWith("lrp.") || name.startsWith("deep") || name.startsWith("excit"));
        methods.removeAll(List.of("input_x_gradient", "patternattribution"));

        // When
        Maps maps = Maps.explain(RandomNets.branched(42, true), RandomNets.images(42, 1), methods, TOP, null);

        // Then
        assertThat(methods).contains("gradient", "guided", "patternnet", "occlusion");
        assertThat(methods).allMatch(method -> maps.conservation(method).isEmpty());
    }

    @Test
    void everySampleHasItsOwnAccount() {
        // Given
        Model model = RandomNets.branched(43, true);
        Tensor images = RandomNets.images(43, 3);
        List<String> methods = List.of("lrp.epsilon", "lrp.alpha2beta1", "patternattribution", "input_x_gradient");
        float[] values = new float[3 * SIZE];
        images.copyTo(values, 0);
        Arrays.fill(values, SIZE, 2 * SIZE, Float.NaN);

        // When
        Maps batch = Maps.explain(model, Tensor.wrap(images.shape(), values), methods, TOP, null);

        // Then
        for (String method : methods) {
            for (int n : List.of(0, 2)) {
                Maps single = Maps.explain(model, Tensor.stack(List.of(images.slice(n))), methods, TOP, null);
                assertThat(batch.conservation(method).get(n))
                        .as(method)
                        .isEqualTo(single.conservation(method).get(0));
            }
            assertThat(batch.conservation(method).get(1).residual()).as(method).isNaN();
        }
    }

    private static void assertAccount(Conservation account, double started, double bias, double absorbed) {
        assertThat(account.started()).isCloseTo(started, within(ROUNDING));
        assertThat(account.biasShare()).isCloseTo(bias, within(ROUNDING));
        assertThat(account.epsilonAbsorbed()).isCloseTo(absorbed, within(ROUNDING));
        assertThat(account.residual()).isCloseTo(0, within(10 * ROUNDING));
    }

    private static Conservation account(Model model, Tensor image, String method, Target target, StartValue start) {
        return Maps.explain(model, image, List.of(method), target, start)
                .conservation(method)
                .get(0);
    }

    private static double distance(Maps maps, String method) {
        double[] limit = maps.map("lrp.z");
        double[] map = maps.map(method);
        double largest = 0;
        for (int i = 0; i < map.length; i++) {
            largest = Math.max(largest, Math.abs(map[i] - limit[i]));
        }
        return largest;
    }

    private static double sum(Maps maps, String method, int sample) {
        return Arrays.stream(maps.map(method), sample * SIZE, (sample + 1) * SIZE)
                .sum();
    }

    /** What rounding is relative to: the sum of absolute values, and what was added to it. */
    private static double size(Maps maps, String method, int sample) {
        Conservation account = maps.conservation(method).get(sample);
        return Arrays.stream(maps.map(method), sample * SIZE, (sample + 1) * SIZE)
                        .map(Math::abs)
                        .sum()
                + Math.abs(account.started())
                + Math.abs(account.biasShare())
                + Math.abs(account.epsilonAbsorbed());
    }

    private static double logit(Model model, Tensor image) {
        return Maps.explain(model, image, List.of("gradient"), TOP, null).logits()[1];
    }

    private static Model dense(double[][] weights, double... bias) {
        Network.Builder net = Network.builder("x", Shape.of(weights[0].length, 1, 1));
        int flat = net.add("flat", new Operation.Reshape(Shape.of(weights[0].length)), 0);
        double[] flattened =
                Arrays.stream(weights).flatMapToDouble(Arrays::stream).toArray();
        Parameters matrix = Parameters.of(Shape.of(weights.length, weights[0].length), flattened);
        net.add("fc", new Operation.Dense(matrix, Parameters.of(Shape.of(bias.length), bias), false), flat);
        return Model.of(net.build(Head.NONE), "dense", "0".repeat(64));
    }

    private static Model withBiasesTimes(Model model, double factor) {
        Network.Builder net = Network.builder("x", model.network().inputShape());
        for (Node node :
                model.network().nodes().subList(1, model.network().nodes().size())) {
            int[] inputs = node.inputs().stream().mapToInt(Integer::intValue).toArray();
            net.add(node.name(), withBiasTimes(node.operation(), factor), inputs);
        }
        return Model.of(net.build(Head.NONE), "other biases", "0".repeat(64));
    }

    private static Operation withBiasTimes(Operation operation, double factor) {
        if (operation instanceof Operation.Convolution convolution) {
            return new Operation.Convolution(
                    convolution.weights(),
                    times(convolution.bias(), factor),
                    convolution.window(),
                    convolution.groups());
        }
        return operation instanceof Operation.Dense dense
                ? new Operation.Dense(dense.weights(), times(dense.bias(), factor), dense.inputFirst())
                : operation;
    }

    private static Parameters times(Parameters parameters, double factor) {
        double[] values =
                Arrays.stream(parameters.toArray()).map(value -> value * factor).toArray();
        return Parameters.of(parameters.shape(), values);
    }
}
