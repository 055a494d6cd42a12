/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.golden.Deviation;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.reference.ReferenceArray;
import io.patternstream.engine.reference.ReferenceKernels;
import io.patternstream.engine.rule.LayerRule.Propagation;
import io.patternstream.engine.rule.LayerRules;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every LRP rule at one layer against the layer written out as a matrix. Sums in another order change a denominator by about
 * 1e-15, which the smallest ones, of about 1e-4, magnify; hence 1e-10 of the largest value.
 */
final class LayerRulesTest {
    private static final double ROUNDING = 1e-10;
    private static final int SEEDS = 30;

    static Stream<Rule> rules() {
        return Stream.of(
                new Rule("z", LayerRules.epsilon(0), (m, h, z, r) -> m.epsilon(h, r, 0, true)),
                new Rule("epsilon", LayerRules.epsilon(1e-6), (m, h, z, r) -> m.epsilon(h, r, 1e-6, true)),
                new Rule("epsilon 0.25", LayerRules.epsilon(0.25), (m, h, z, r) -> m.epsilon(h, r, 0.25, true)),
                new Rule("z_ib", LayerRules.epsilon(0).ignoringBias(), (m, h, z, r) -> m.epsilon(h, r, 0, false)),
                new Rule(
                        "epsilon_ib",
                        LayerRules.epsilon(0.1).ignoringBias(),
                        (m, h, z, r) -> m.epsilon(h, r, 0.1, false)),
                new Rule("gamma", LayerRules.gamma(0.25), (m, h, z, r) -> m.gamma(h, z, r, 0.25)),
                new Rule("gamma 3", LayerRules.gamma(3), (m, h, z, r) -> m.gamma(h, z, r, 3)),
                new Rule("alpha1beta0", LayerRules.alphaBeta(1, 0), (m, h, z, r) -> m.alphaBeta(h, r, 1, 0, true)),
                new Rule("alpha2beta1", LayerRules.alphaBeta(2, 1), (m, h, z, r) -> m.alphaBeta(h, r, 2, 1, true)),
                new Rule("alpha3beta.5", LayerRules.alphaBeta(3, 0.5), (m, h, z, r) -> m.alphaBeta(h, r, 3, 0.5, true)),
                new Rule(
                        "alpha1beta0_ib",
                        LayerRules.alphaBeta(1, 0).ignoringBias(),
                        (m, h, z, r) -> m.alphaBeta(h, r, 1, 0, false)),
                new Rule(
                        "alpha2beta1_ib",
                        LayerRules.alphaBeta(2, 1).ignoringBias(),
                        (m, h, z, r) -> m.alphaBeta(h, r, 2, 1, false)),
                new Rule("flat", LayerRules.flat(), (m, h, z, r) -> m.flat(h.length, r)),
                new Rule("wsquare", LayerRules.wSquare(), (m, h, z, r) -> m.wSquare(h.length, r, true)),
                new Rule(
                        "wsquare_ib",
                        LayerRules.wSquare().ignoringBias(),
                        (m, h, z, r) -> m.wSquare(h.length, r, false)),
                new Rule("box", LayerRules.box(-4, 4), (m, h, z, r) -> m.box(h, r, -4, 4)),
                new Rule("box 0 5", LayerRules.box(0, 5), (m, h, z, r) -> m.box(h, r, 0, 5)),
                new Rule("excitation", LayerRules.excitation(), (m, h, z, r) -> m.excitation(h, r)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void isTheMatrixFormOnADenseLayer(Rule rule) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int inputs = 2 + random.nextInt(9);
            int outputs = 1 + random.nextInt(6);
            Operation.Linear dense = new Operation.Dense(
                    normal(random, Shape.of(outputs, inputs)), normal(random, Shape.of(outputs)), false);
            assertMatches(rule, dense, Shape.of(inputs), random);
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void isTheMatrixFormOnAStridedPaddedDilatedGroupedConvolution(Rule rule) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int groups = 1 + random.nextInt(2);
            int perGroup = 1 + random.nextInt(2);
            int neurons = groups * (1 + random.nextInt(2));
            Window window = new Window(
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    random.nextInt(2),
                    random.nextInt(2),
                    random.nextInt(2),
                    random.nextInt(2),
                    1 + random.nextInt(2),
                    1 + random.nextInt(2));
            Shape weights = Shape.of(neurons, perGroup, window.kernelHeight(), window.kernelWidth());
            Operation.Linear convolution = new Operation.Convolution(
                    normal(random, weights), normal(random, Shape.of(neurons)), window, groups);
            assertMatches(rule, convolution, Shape.of(groups * perGroup, 5, 6), random);
        }
    }

    /** Once with inputs of both signs, once behind a ReLU, where the engine leaves out terms of negative inputs. */
    private static void assertMatches(Rule rule, Operation.Linear layer, Shape input, Random random) {
        ContributionMatrix matrix = ContributionMatrix.of(layer, input);
        double[] h = doubles(random, input.elementCount());
        double[] r = doubles(random, matrix.outputs());
        assertMatches(rule, layer, input, false, h, r);
        double[] positive = Arrays.stream(h).map(value -> Math.max(value, 0)).toArray();
        assertMatches(rule, layer, input, true, positive, r);
    }

    private static void assertMatches(
            Rule rule, Operation.Linear layer, Shape input, boolean rectified, double[] h, double[] r) {
        // Given
        Network.Builder net = Network.builder("x", input);
        int below = rectified ? net.add("relu", new Operation.Activation(new Nonlinearity.Relu()), 0) : 0;
        int position = net.add("layer", layer, below);
        Shape output = net.shape(position);
        ContributionMatrix matrix = ContributionMatrix.of(layer, input);
        double[] z = matrix.forward(h);
        ReferenceKernels kernels = new ReferenceKernels();

        // When
        double[] actual;
        try (Plan<ReferenceArray> plan = Plan.compile(net.build(Head.NONE), kernels);
                PropagationStep<ReferenceArray> step = PropagationStep.prepare(plan, position, rule.rule)) {
            ReferenceArray down = step.forBatch()
                    .apply(
                            kernels.load(input.batchOf(1), h),
                            kernels.load(output.batchOf(1), z),
                            kernels.load(output.batchOf(1), r),
                            Ledger.none());
            actual = kernels.values(down);
        }

        // Then
        double[] expected = rule.form.apply(matrix, h, z, r);
        assertThat(Deviation.of(actual, expected, 0, expected.length).max())
                .as("%s of %s on %s", rule.name, layer, input)
                .isLessThan(ROUNDING);
    }

    private static double[] doubles(Random random, int count) {
        return random.doubles(count, -2, 2).toArray();
    }

    private static Tensor normal(Random random, Shape shape) {
        float[] values = new float[shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(shape, values);
    }

    private interface MatrixForm {
        double[] apply(ContributionMatrix matrix, double[] h, double[] z, double[] r);
    }

    private record Rule(String name, Propagation rule, MatrixForm form) {
        @Override
        public String toString() {
            return name;
        }
    }
}
