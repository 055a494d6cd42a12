/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.program.Operator.Activate;
import io.patternstream.engine.program.Operator.ActivateBackward;
import io.patternstream.engine.program.Operator.Constant;
import io.patternstream.engine.program.Operator.Divide;
import io.patternstream.engine.program.Operator.Forward;
import io.patternstream.engine.program.Operator.SignedSum;
import io.patternstream.engine.program.Operator.Transpose;
import io.patternstream.engine.program.Operator.WeightedSum;
import io.patternstream.engine.reference.GivenCoefficients;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the optimiser makes of programs, and that they compute what they did: exactly, but for the sign of zeros
 * and the order of sums. */
final class OptimiserTest {
    private static final Nonlinearity RELU = new Nonlinearity.Relu();
    private static final Shape IMAGES = Shape.of(2, 4, 6, 6);
    private static final double EPSILON = 0.25;
    /** Sums of some hundred values of order 10 in another order. */
    private static final double SUMS = 1e-12;

    private final Recorder recorder = Recorder.create();
    private final Kernels<Value> kernels = recorder.kernels();
    private final LinearKernel<Value> lower = convolution(1);
    private final LinearKernel<Value> upper = convolution(2);
    private final Value x = recorder.input(IMAGES);
    private final Value z = lower.forward(x);
    private final Value y = kernels.activate(z, RELU);

    @Test
    void layersAndTheirReluBecomeOneWhereOnlyTheReluReadsThem() {
        // Given: the gradient
        recorder.keep(upper.forward(y));
        recorder.next();
        Value r = upper.transpose(recorder.input(IMAGES));
        recorder.keep(lower.transpose(kernels.activateBackward(r, z, RELU)));

        // When
        Program program = optimised();

        // Then: the gate reads y instead of z
        assertThat(Interpreted.operators(program, 0))
                .filteredOn(Forward.class::isInstance)
                .extracting(operator -> ((Forward) operator).activation())
                .containsExactly(RELU, null);
        assertThat(Interpreted.operators(program, 0)).noneMatch(Activate.class::isInstance);
        assertThat(readers(program, y)).containsExactlyInAnyOrder("Forward", "ActivateBackward");
    }

    @Test
    void layersThatSomethingElseReadsStayAlone() {
        // Given
        recorder.keep(kernels.add(z, y));

        // When
        Program program = optimised();

        // Then
        assertThat(Interpreted.operators(program, 0)).hasAtLeastOneElementOfType(Activate.class);
        assertThat(Interpreted.operators(program, 0)).noneMatch(OptimiserTest::rectified);
    }

    @Test
    void clipsBecomePartOfTheirLayersToo() {
        // Given: values on both sides of both bounds, and a ReLU's gate by the same layer
        Nonlinearity clip = new Nonlinearity.Clip(-0.5, 0.75);
        Value clipped = kernels.activate(upper.forward(x), clip);
        Value both = lower.forward(clipped);
        Value open = kernels.activate(both, clip);
        recorder.keep(upper.forward(open));
        recorder.next();
        Value r = kernels.activateBackward(upper.transpose(recorder.input(IMAGES)), both, clip);
        recorder.keep(lower.transpose(kernels.activateBackward(r, clipped, clip)));
        recorder.keep(kernels.activateBackward(r, both, RELU));

        // When
        Program program = optimised();

        // Then: the ReLU's gate is not that of the clip, and needs what was not clipped
        assertThat(Interpreted.operators(program, 0))
                .filteredOn(Forward.class::isInstance)
                .extracting(operator -> ((Forward) operator).activation())
                .containsExactly(clip, null, null);
    }

    @Test
    void gatesOfClipsReadWhatWasClipped() {
        // Given: the gradient through a ReLU6 whose values lie on both sides of both bounds
        Nonlinearity clip = new Nonlinearity.Clip(0, 0.75);
        Value sums = upper.forward(x);
        Value clipped = kernels.activate(sums, clip);
        recorder.keep(kernels.scale(clipped, 2));
        recorder.next();
        recorder.keep(upper.transpose(kernels.activateBackward(recorder.input(IMAGES), sums, clip)));

        // When
        Program program = optimised();

        // Then
        assertThat(readers(program, clipped)).containsExactlyInAnyOrder("Scale", "ActivateBackward");
        assertThat(Interpreted.operators(program, 0)).noneMatch(Activate.class::isInstance);
    }

    @Test
    void layersThatAreOutputsStayAlone() {
        recorder.keep(z);
        recorder.keep(y);
        assertThat(Interpreted.operators(optimised(), 0)).noneMatch(OptimiserTest::rectified);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void relevanceThatFollowsTheReluIsDividedByIt(Way way) {
        // Given: LRP-epsilon through what lies between two layers
        Value h = way.up(kernels, y);
        recorder.keep(upper(h).forward(h));
        recorder.next();
        Value r = recorder.input(recorder.program().forward().outputs().get(0).shape());
        Value share = kernels.multiply(h, upper(h).transpose(r));
        Value arrived = way.down(kernels, share, y);
        Value quotient = kernels.divide(arrived, z, EPSILON);
        kernels.sums().signed(quotient, z);
        recorder.keep(lower.transpose(quotient));

        // When
        Program program = optimised(SUMS);

        // Then: nothing but the ReLU needs z
        assertThat(Interpreted.operators(program, 0)).anyMatch(OptimiserTest::rectified);
        assertThat(Interpreted.operators(program, 1))
                .hasAtLeastOneElementOfType(Divide.class)
                .noneMatch(SignedSum.class::isInstance);
    }

    @Test
    void relevanceThatDoesNotFollowTheReluIsDividedAsItWas() {
        // Given: half of it is no multiple of y
        recorder.keep(upper.forward(y));
        recorder.next();
        Value r = recorder.input(IMAGES);
        Value arrived = kernels.add(kernels.multiply(y, upper.transpose(r)), r);
        recorder.keep(kernels.divide(arrived, z, EPSILON));

        // When
        Program program = optimised();

        // Then
        assertThat(Interpreted.operators(program, 0)).noneMatch(OptimiserTest::rectified);
        assertThat(readers(program, z)).containsExactlyInAnyOrder("Activate", "Divide");
    }

    @Test
    void sharesOfNegativeOutputsVanishBehindAReluAndThoseOfPositiveOnesAreWhole() {
        // Given: the gamma rule's two sides
        recorder.keep(upper.forward(y));
        recorder.next();
        Value r = kernels.multiply(y, upper.transpose(recorder.input(IMAGES)));
        Value positive = kernels.activateBackward(r, z, RELU);
        Value negative = kernels.activateBackward(r, kernels.scale(z, -1), RELU);
        Value less = kernels.divide(negative, upper.forward(x), EPSILON);
        kernels.sums().weighted(less, 1);
        kernels.sums().signed(less, z);
        recorder.keep(kernels.add(lower.transpose(positive), upper.transpose(less)));

        // When
        Program program = optimised();

        // Then: one way down is left, and the sums of nothing
        assertThat(Interpreted.operators(program, 1))
                .noneMatch(ActivateBackward.class::isInstance)
                .noneMatch(Divide.class::isInstance)
                .filteredOn(Transpose.class::isInstance)
                .hasSize(2);
        assertThat(Interpreted.operators(program, 0)).anyMatch(OptimiserTest::rectified);
        assertThat(Interpreted.operators(program, 1)).contains(new Constant(0));
    }

    @Test
    void sectionsDoNotReadEachOther() {
        // Given: no ReLU on the way up, one in the first pass down, and a gate in the second
        Value unrectified = upper.forward(x);
        recorder.keep(unrectified);
        recorder.next();
        recorder.keep(kernels.scale(kernels.activate(unrectified, RELU), 2));
        recorder.next();
        Value gated = kernels.activateBackward(recorder.input(IMAGES), unrectified, RELU);
        recorder.keep(kernels.divide(gated, unrectified, EPSILON));

        // When
        Program program = optimised();

        // Then
        assertThat(readers(program, unrectified)).containsExactly("Activate", "ActivateBackward", "Divide");
    }

    @Test
    void reluOfWhatIsNeverNegativeIsLeftOut() {
        // Given
        Value pooled = kernels.pools().max(y, Window.square(2, 2, 0));
        recorder.keep(kernels.scale(kernels.activate(pooled, RELU), 2));

        // When
        Program program = optimised();

        // Then: the one that is left is part of the layer
        assertThat(Interpreted.operators(program, 0))
                .hasSize(4)
                .noneMatch(Activate.class::isInstance)
                .anyMatch(OptimiserTest::rectified);
    }

    @Test
    void reluOfWhatMayBeNegativeStays() {
        // Given
        recorder.keep(kernels.scale(kernels.activate(kernels.add(y, x), RELU), 2));
        Value pooled = kernels.pools().max(x, Window.square(2, 2, 0));
        recorder.keep(kernels.scale(kernels.activate(pooled, RELU), 2));

        // When
        Program program = optimised();

        // Then
        assertThat(Interpreted.operators(program, 0))
                .filteredOn(Activate.class::isInstance)
                .hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("windows")
    void gatesMoveToTheOutputsOfMaxPools(Window window) {
        // Given: Guided BackProp
        Value pooled = kernels.pools().max(y, window);
        recorder.keep(kernels.scale(pooled, 2));
        recorder.next();
        Value r = recorder.input(pooled.shape());
        Value back = kernels.pools().maxBackward(r, y, window);
        Value gated = kernels.activateBackward(kernels.activate(back, RELU), z, RELU);
        recorder.keep(lower.transpose(kernels.activateBackward(back, z, RELU)));
        recorder.keep(lower.transpose(gated));

        // When
        Program program = optimised();

        // Then: what comes back is read twice
        assertThat(gates(program)).containsOnly(IMAGES);
    }

    @ParameterizedTest
    @MethodSource("windows")
    void gatesMoveToTheOutputsOfMaxPoolsWhereTheyReadNothingElse(Window window) {
        // Given: first the gradient, then Guided BackProp
        Value pooled = kernels.pools().max(y, window);
        recorder.keep(kernels.scale(pooled, 2));
        recorder.next();
        Value back = kernels.pools().maxBackward(recorder.input(pooled.shape()), y, window);
        recorder.keep(lower.transpose(kernels.activateBackward(back, z, RELU)));
        recorder.next();
        Value again = kernels.pools().maxBackward(recorder.input(pooled.shape()), y, window);
        recorder.keep(lower.transpose(kernels.activateBackward(kernels.activate(again, RELU), z, RELU)));

        // When
        Program program = optimised();

        // Then: a rectifier of sums of several values must stay where they are summed
        boolean overlaps = window.kernelHeight() > window.strideHeight();
        assertThat(gates(program)).contains(pooled.shape()).hasSize(2);
        assertThat(gates(program).contains(IMAGES)).isEqualTo(overlaps);
    }

    @ParameterizedTest
    @MethodSource("windows")
    void divisionsAndSumsMoveToTheOutputsOfMaxPools(Window window) {
        // Given: LRP-epsilon
        Value pooled = kernels.pools().max(y, window);
        recorder.keep(kernels.scale(pooled, 2));
        recorder.next();
        Value r = kernels.multiply(pooled, recorder.input(pooled.shape()));
        Value quotient = kernels.divide(kernels.pools().maxBackward(r, y, window), z, EPSILON);
        kernels.sums().weighted(quotient, 1, 2, 3, 4);
        kernels.sums().signed(quotient, z);
        recorder.keep(lower.transpose(quotient));

        // When
        Program program = optimised(SUMS);

        // Then
        boolean overlaps = window.kernelHeight() > window.strideHeight();
        Shape expected = overlaps ? IMAGES : pooled.shape();
        assertThat(program.sections().get(1).instructions())
                .filteredOn(instruction -> instruction.operator() instanceof Divide)
                .extracting(instruction -> instruction.result().shape())
                .containsExactly(expected);
        assertThat(program.sections().get(1).instructions())
                .filteredOn(instruction -> instruction.operator() instanceof WeightedSum)
                .hasSize(2)
                .extracting(instruction -> instruction.operand(0).shape())
                .containsOnly(expected);
    }

    static Stream<Window> windows() {
        return Stream.of(Window.square(2, 2, 0), Window.square(3, 2, 1), new Window(2, 2, 3, 3, 1, 0, 0, 1, 1, 1));
    }

    /** The shapes of what gates read. */
    private static List<Shape> gates(Program program) {
        return program.sections().stream()
                .flatMap(section -> section.instructions().stream())
                .filter(instruction -> instruction.operator() instanceof ActivateBackward)
                .map(instruction -> instruction.operand(0).shape())
                .toList();
    }

    @Test
    void whatNothingReadsIsRemovedAndInputsStay() {
        // Given: the forward pass of upper serves only something that is not read
        Value unread = upper.forward(y);
        recorder.keep(y);
        recorder.next();
        Value r = recorder.input(IMAGES);
        kernels.multiply(unread, r);
        recorder.keep(y);

        // When
        Program program = optimised();

        // Then
        assertThat(Interpreted.operators(program, 0)).hasSize(2);
        assertThat(Interpreted.operators(program, 1)).containsExactly(new Operator.Input());
    }

    static Stream<Way> ways() {
        Window window = Window.square(2, 2, 0);
        Window overlapping = Window.square(3, 2, 1);
        IndexMap turned = IndexMap.transposed(IMAGES.inner(), 1, 2, 0);
        Shape flat = Shape.of(IMAGES.inner().elementCount());
        return Stream.of(
                Way.of("directly", (k, y) -> y, (k, r, y) -> r),
                Way.of("max pool", (k, y) -> k.pools().max(y, window), (k, r, y) -> k.pools()
                        .maxBackward(r, y, window)),
                Way.of("overlapping max pool", (k, y) -> k.pools().max(y, overlapping), (k, r, y) -> k.pools()
                        .maxBackward(r, y, overlapping)),
                Way.of("reshape", (k, y) -> k.moves().reshape(y, flat), (k, r, y) -> k.moves()
                        .reshape(r, IMAGES.inner())),
                Way.of("transposition", (k, y) -> k.moves().rearrange(y, turned), (k, r, y) -> k.moves()
                        .rearrangeBackward(r, turned)),
                Way.of("second part", (k, y) -> k.moves().concat(List.of(k.scale(y, 2), y)), (k, r, y) -> k.moves()
                        .channels(r, 4, 4)),
                Way.of("two readers", (k, y) -> y, (k, r, y) -> k.add(r, k.multiply(k.scale(y, 3), r))));
    }

    /** The program, of which is asserted that it computes what it did. */
    private Program optimised() {
        return optimised(0);
    }

    private Program optimised(double rounding) {
        Program program = recorder.program();
        Program optimised = Optimiser.optimise(program);
        for (int seed = 0; seed < 3; seed++) {
            List<double[]> expected = Interpreted.outputs(program, seed);
            List<double[]> got = Interpreted.outputs(optimised, seed);
            assertThat(got).hasSameSizeAs(expected);
            for (int i = 0; i < got.size(); i++) {
                assertThat(got.get(i)).containsExactly(expected.get(i), within(rounding));
            }
        }
        return optimised;
    }

    private static boolean rectified(Operator operator) {
        return operator instanceof Forward forward && forward.activation() != null;
    }

    private static List<String> readers(Program program, Value value) {
        return program.sections().stream()
                .flatMap(section -> section.instructions().stream())
                .filter(instruction -> instruction.operands().contains(value))
                .map(instruction -> instruction.operator().getClass().getSimpleName())
                .toList();
    }

    private LinearKernel<Value> convolution(long seed) {
        Random random = new Random(seed);
        return kernels.convolution(
                GivenCoefficients.of(
                        random.doubles(4 * 4 * 9, -1, 1).toArray(),
                        random.doubles(4, -1, 1).toArray()),
                Shape.of(4, 4, 3, 3),
                Window.square(3, 1, 1),
                1,
                IMAGES.inner());
    }

    /** A dense or 1x1 layer over whatever shape lies between. */
    private LinearKernel<Value> upper(Value h) {
        Shape sample = h.shape().inner();
        int inputs = sample.dimension(0);
        Random random = new Random(3);
        double[] weights = random.doubles(2 * inputs, -1, 1).toArray();
        double[] bias = {0.5, -0.5};
        return sample.rank() == 1
                ? kernels.dense(GivenCoefficients.of(weights, bias), Shape.of(2, inputs))
                : kernels.convolution(
                        GivenCoefficients.of(weights, bias),
                        Shape.of(2, inputs, 1, 1),
                        Window.square(1, 1, 0),
                        1,
                        sample);
    }

    /** What lies between a ReLU and the next layer. */
    private interface Way {
        Value up(Kernels<Value> kernels, Value y);

        Value down(Kernels<Value> kernels, Value r, Value y);

        static Way of(String name, Up up, Down down) {
            return new Way() {
                @Override
                public Value up(Kernels<Value> kernels, Value y) {
                    return up.apply(kernels, y);
                }

                @Override
                public Value down(Kernels<Value> kernels, Value r, Value y) {
                    return down.apply(kernels, r, y);
                }

                @Override
                public String toString() {
                    return name;
                }
            };
        }
    }

    private interface Up {
        Value apply(Kernels<Value> kernels, Value y);
    }

    private interface Down {
        Value apply(Kernels<Value> kernels, Value r, Value y);
    }
}
