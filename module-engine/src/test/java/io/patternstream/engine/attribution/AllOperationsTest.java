/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.reference.ReferenceArray;
import io.patternstream.engine.reference.ReferenceKernels;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation inside whole networks, forward and backward, in float64. */
final class AllOperationsTest {
    private static final Target TOP = new Target.MaxOutput();
    private static final double ROUNDING = 1e-10;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void canonisingLeavesLogitsAlone(long seed) {
        // Given: the first ends in a logarithm of a softmax, which canonising strips
        Tensor images = OperationNets.images(seed, 3);
        Network everything = OperationNets.everything(seed);
        Network sums = OperationNets.sums(seed, 1);

        // When
        Model stripped = OperationNets.model(everything);
        Model folded = OperationNets.model(sums);

        // Then
        assertThat(stripped.network().head()).isEqualTo(Head.LOG_SOFTMAX);
        assertThat(stripped.network().nodes()).hasSize(everything.nodes().size() - 4); // head, bn, before c2, before d2
        assertClose(logits(folded.network(), images), logits(sums, images));
        double[] got = logits(stripped.network(), images);
        double[] expected = logits(everything, images);
        for (int n = 0; n < 3; n++) {
            double offset = got[3 * n] - expected[3 * n];
            assertThat(got[3 * n + 1] - expected[3 * n + 1]).isCloseTo(offset, within(ROUNDING));
            assertThat(got[3 * n + 2] - expected[3 * n + 2]).isCloseTo(offset, within(ROUNDING));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void gradientIsTheCentralDifference(long seed) {
        // Given
        Model model = OperationNets.model(OperationNets.everything(seed));
        Tensor image = OperationNets.images(seed, 1);

        // When
        double[] gradient = Maps.explain(model, image, List.of("gradient"), new Target.ClassIndex(1), null)
                .map("gradient");

        // Then: where two step sizes agree there is no kink between
        double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
        int smooth = 0;
        for (int i = 0; i < gradient.length; i++) {
            double difference = difference(model.network(), image, i, 1e-5);
            if (Math.abs(difference - difference(model.network(), image, i, 5e-6)) < 1e-7 * largest) {
                smooth++;
                assertThat(gradient[i]).as("at " + i).isCloseTo(difference, within(1e-6 * largest));
            }
        }
        assertThat(smooth).isGreaterThan(gradient.length * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void plainPropagationIsInputTimesGradientThroughRectifiersSumsAndMoves(long seed) {
        // Given
        Model model = OperationNets.model(OperationNets.sums(seed, 1));

        // When
        Maps maps = Maps.explain(
                model,
                OperationNets.images(seed, 2),
                List.of("lrp.z", "input_x_gradient", "patternattribution"),
                TOP,
                null,
                Maps.weightsAsPatterns(model));

        // Then
        assertClose(maps.map("lrp.z"), maps.map("input_x_gradient"));
    }

    @Test
    void propagationConservesWhereNothingIsConstant() {
        // Given
        Model model = OperationNets.model(OperationNets.sums(6, 0));
        Tensor images = OperationNets.images(6, 3);

        // When
        Maps maps = Maps.explain(model, images, List.of("lrp.z"), TOP, null);

        // Then
        for (int n = 0; n < 3; n++) {
            int size = OperationNets.INPUT.elementCount();
            double sum =
                    Arrays.stream(maps.map("lrp.z"), n * size, (n + 1) * size).sum();
            double top = Arrays.stream(maps.logits(), n * 3, n * 3 + 3).max().orElseThrow();
            assertThat(sum).isCloseTo(top, within(ROUNDING));
        }
    }

    @Test
    void propagationAndSignalsPassLocalResponseNormUnchanged() {
        // Given: y = LRN(x), logit = 2 y_0 - 3 y_1
        Network.Builder net = Network.builder("x", Shape.of(2));
        int norm = net.add("lrn", new Operation.LocalResponseNorm(3, 3, 1, 1), 0);
        Tensor weights = Tensor.of(Shape.of(1, 2), 2, -3);
        net.add("d", new Operation.Dense(weights, Tensor.of(Shape.of(1), 0), false), norm);
        Model model = OperationNets.model(net.build(Head.NONE));
        Tensor x = Tensor.of(Shape.of(1, 2), 1, 2);

        // When
        Maps maps = Maps.explain(model, x, List.of("lrp.z", "guided", "gradient"), TOP, null);

        // Then: both values are divided by s = 1 + 1 + 4; dy_i/dx_j = [i = j] / s - 2 x_i x_j / s^2
        double logit = (2 * 1 - 3 * 2) / 6.0;
        assertClose(maps.map("lrp.z"), 2 / 6.0, -6 / 6.0);
        assertClose(maps.map("guided"), 2 * logit, -3 * logit);
        assertClose(
                maps.map("gradient"),
                2 * (1 / 6.0 - 2 / 36.0) - 3 * (-4 / 36.0),
                2 * (-4 / 36.0) - 3 * (1 / 6.0 - 8 / 36.0));
    }

    @Test
    void methodsApplyExactlyWhereNoProblemIsFound() {
        // Given
        List<Model> models = List.of(
                OperationNets.model(OperationNets.everything(7)),
                OperationNets.model(OperationNets.sums(7, 1)),
                RandomNets.branched(7, true),
                vectors());
        int refused = 0;
        for (Model model : models) {
            Tensor inputs = inputs(model);
            for (String method : Methods.names()) {
                // When
                List<String> problems = Methods.problems(method, model);

                // Then
                if (problems.isEmpty()) {
                    double[] map = Maps.explain(model, inputs, List.of(method), TOP, null)
                            .map(method);
                    assertThat(map).as(method).hasSize(inputs.shape().elementCount());
                    assertThat(Arrays.stream(map).allMatch(Double::isFinite))
                            .as(method)
                            .isTrue();
                } else {
                    refused++;
                    assertThatThrownBy(() -> Maps.explain(model, inputs, List.of(method), TOP, null))
                            .isInstanceOfSatisfying(ExplainException.class, e -> assertThat(e.type())
                                    .isEqualTo(ErrorType.UNSUPPORTED_LAYER))
                            .hasMessageContaining("'" + method + "'")
                            .hasMessageContaining(problems.get(0))
                            .hasMessageContaining("gradient");
                }
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void refusalNamesNodeOperatorMethodAndTheMethodsThatCan() {
        Model model = OperationNets.model(OperationNets.everything(8));
        assertThat(Methods.problems("lrp.z", model))
                .hasSize(4)
                .allMatch(line ->
                        line.matches("node '(in|ratio|gate|softmax)' \\((InstanceNorm|Multiply|Softmax)\\): .*"));
        assertThatThrownBy(() -> Maps.explain(model, OperationNets.images(8, 1), List.of("lrp.z"), TOP, null))
                .hasMessageStartingWith("method 'lrp.z' cannot explain model 'operations': node 'in' (InstanceNorm): ")
                .hasMessageContaining("methods that can: gradient, input_x_gradient, ")
                .hasMessageNotContainingAny("lrp.epsilon", "patternnet", "guided");
    }

    @Test
    void sampleThatIsNotANumberLeavesItsNeighboursAlone() {
        // Given
        Model model = OperationNets.model(OperationNets.everything(9));
        int size = OperationNets.INPUT.elementCount();
        Tensor clean = OperationNets.images(9, 3);
        float[] values = new float[3 * size];
        clean.copyTo(values, 0);
        Arrays.fill(values, size, 2 * size, Float.NaN);
        List<String> methods = Methods.names().stream()
                .filter(method -> Methods.problems(method, model).isEmpty())
                .filter(method -> Methods.passes(method, OperationNets.INPUT) < 3)
                .toList();

        // When
        Maps expected = Maps.explain(model, clean, methods, new Target.ClassIndex(0), null);
        Maps got = Maps.explain(model, Tensor.wrap(clean.shape(), values), methods, new Target.ClassIndex(0), null);

        // Then
        for (String method : methods) {
            for (int n : new int[] {0, 2}) {
                assertThat(Arrays.copyOfRange(got.map(method), n * size, (n + 1) * size))
                        .as(method)
                        .containsExactly(Arrays.copyOfRange(expected.map(method), n * size, (n + 1) * size));
            }
        }
    }

    /** A network of vectors: no image, no convolution. */
    private static Model vectors() {
        Network.Builder net = Network.builder("x", Shape.of(4));
        Tensor weights = Tensor.of(Shape.of(2, 4), 1, -2, 3, -4, 5, 6, -7, 8);
        net.add("d", new Operation.Dense(weights, Tensor.of(Shape.of(2), 1, -1), false), 0);
        return OperationNets.model(net.build(Head.NONE));
    }

    private static Tensor inputs(Model model) {
        Shape batch = model.description().input().batchOf(2);
        Tensor images = OperationNets.images(7, 2);
        float[] values = new float[batch.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = images.at(i);
        }
        return Tensor.wrap(batch, values);
    }

    private static double difference(Network network, Tensor image, int element, double step) {
        double above = logits(network, moved(image, element, step))[1];
        double below = logits(network, moved(image, element, -step))[1];
        return (above - below) / (2 * step);
    }

    private static ReferenceArray moved(Tensor image, int element, double step) {
        double[] values = new double[image.shape().elementCount()];
        Arrays.setAll(values, i -> image.at(i) + (i == element ? step : 0));
        return new ReferenceArray(image.shape(), values);
    }

    private static double[] logits(Network network, Tensor images) {
        return logits(network, moved(images, -1, 0));
    }

    private static double[] logits(Network network, ReferenceArray images) {
        try (Plan<ReferenceArray> plan = Plan.compile(network, new ReferenceKernels())) {
            return plan.forward(images).get(network.output()).values();
        }
    }

    private static void assertClose(double[] got, double... expected) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(largest).isPositive();
        assertThat(got).containsExactly(expected, within(ROUNDING * largest));
    }
}
