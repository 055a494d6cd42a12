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
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.golden.Deviation;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.rule.LayerMatch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rule a layer gets, and whole methods of several rules against matrix algebra on two layers. */
final class CompositesTest {
    private static final double ROUNDING = 1e-10;
    private static final int INPUTS = TwoLayers.IMAGE.elementCount();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void deepTaylorIsWSquareThenPositiveContributions(long seed) {
        // Given: logits of both signs among the seeds' classes
        TwoLayers net = TwoLayers.random(seed, new Nonlinearity.Relu());
        for (int k = 0; k < TwoLayers.CLASSES; k++) {
            // When
            Maps maps = explain(net, seed, k, "deep_taylor", "deep_taylor.bounded(-3,2)", "excitation_backprop");

            // Then
            double[] logit = start(k, maps.logits()[k]);
            Forward forward = new Forward(net, seed);
            double[] middle = forward.upper.excitation(forward.h, logit);
            assertClose(maps.map("deep_taylor"), forward.lower.wSquare(INPUTS, middle, false));
            assertClose(maps.map("deep_taylor.bounded(-3,2)"), forward.lower.box(forward.x, middle, -3, 2));
            double[] excited = forward.upper.excitation(forward.h, start(k, 1));
            assertClose(maps.map("excitation_backprop"), forward.lower.excitation(forward.x, excited));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void excitationBackPropAndDeepTaylorHandTheWholeStartDown(long seed) {
        // Given: without biases a neuron that is active has a positive contribution
        Model model = RandomNets.branched(seed, false);
        Tensor images = RandomNets.positive(seed, 3);

        // When
        Maps maps = Maps.explain(
                model, images, List.of("excitation_backprop", "deep_taylor"), new Target.MaxOutput(), StartValue.ONE);

        // Then: the stabiliser takes up to 1e-6 of a denominator
        int size = RandomNets.INPUT.elementCount();
        for (String method : List.of("excitation_backprop", "deep_taylor")) {
            for (int n = 0; n < 3; n++) {
                double[] map = Arrays.copyOfRange(maps.map(method), n * size, (n + 1) * size);
                assertThat(Arrays.stream(map).sum()).as(method).isCloseTo(1, within(1e-3));
            }
        }
    }

    @Test
    void theFirstChoiceThatMatchesALayerWins() {
        // Given
        TwoLayers net = TwoLayers.random(7, new Nonlinearity.Relu());
        String first = "lrp(first=flat,dense=gamma(0.5))";
        String named = "lrp(upper=alphabeta(2,1),dense=epsilon(0.1),first=flat)";
        String any = "lrp(any=z,first=flat)";

        // When
        Maps maps = explain(net, 7, 0, first, named, any, "lrp.z");

        // Then
        Forward forward = new Forward(net, 7);
        double[] logit = start(0, maps.logits()[0]);
        double[] gamma = forward.upper.gamma(forward.h, maps.logits(), logit, 0.5);
        assertClose(maps.map(first), forward.lower.flat(INPUTS, gamma));
        double[] alphaBeta = forward.upper.alphaBeta(forward.h, logit, 2, 1, true);
        assertClose(maps.map(named), forward.lower.epsilon(forward.x, alphaBeta, 0.1, true));
        assertThat(maps.map(any)).containsExactly(maps.map("lrp.z"));
    }

    @Test
    void aLayerThatTheModelDoesNotHaveIsRefused() {
        TwoLayers net = TwoLayers.random(8, new Nonlinearity.Relu());
        assertThatThrownBy(() -> explain(net, 8, 0, "lrp(uper=flat)"))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.UNKNOWN_METHOD))
                .hasMessageContaining("layer 'uper'")
                .hasMessageContaining("lower, upper");
    }

    @Test
    void everyLayerThatReadsTheInputIsFirstBehindWhateverOnlyMovesOrScalesIt() {
        // Given
        Shape shape = Shape.of(4);
        Network.Builder net = Network.builder("x", shape);
        Operation.Dense dense = new Operation.Dense(
                Tensor.wrap(Shape.of(4, 4), new float[16]), Tensor.wrap(Shape.of(4), new float[4]), false);
        int scaled =
                net.add("scale", new Operation.Affine(Tensor.of(shape, 2, 2, 2, 2), Tensor.of(shape, 1, 1, 1, 1)), 0);
        int turned =
                net.add("turn", new Operation.Rearrange(IndexMap.of(shape, shape, new int[] {3, 2, 1, 0}, 0)), scaled);
        int left = net.add("left", dense, net.add("same", new Operation.Reshape(shape), turned));
        int right = net.add("right", dense, 0);
        net.add("second", dense, net.add("sum", new Operation.Add(), left, right));
        Network network = net.build(Head.NONE);

        // When
        List<String> first = network.nodes().stream()
                .filter(node -> node.operation() instanceof Operation.Linear)
                .filter(node -> LayerMatch.Kind.FIRST.matches(network, node))
                .map(Node::name)
                .toList();

        // Then
        assertThat(first).containsExactly("left", "right");
    }

    private static Maps explain(TwoLayers net, long seed, int k, String... methods) {
        return Maps.explain(net.model, TwoLayers.images(seed, 1), List.of(methods), new Target.ClassIndex(k), null);
    }

    private static double[] start(int k, double value) {
        double[] start = new double[TwoLayers.CLASSES];
        start[k] = value;
        return start;
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(Deviation.of(actual, expected, 0, expected.length).max()).isLessThan(ROUNDING);
    }

    /** The layers as matrices, their inputs, for the first image of a seed. */
    private static final class Forward {
        private final ContributionMatrix lower;
        private final ContributionMatrix upper;
        private final double[] x;
        private final double[] h;

        Forward(TwoLayers net, long seed) {
            lower = ContributionMatrix.of(net.lower, Shape.of(INPUTS));
            upper = ContributionMatrix.of(
                    net.upper, Shape.of(net.upper.weights().shape().dimension(1)));
            x = Points.values(TwoLayers.images(seed, 1));
            h = Arrays.stream(net.hidden(x)).map(z -> Math.max(z, 0)).toArray();
        }
    }
}
