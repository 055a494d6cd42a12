/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.reference.GivenCoefficients;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of concatenations, and that the programs compute what they did, but for the order of sums. */
final class ConcatPartsTest {
    private static final Nonlinearity RELU = new Nonlinearity.Relu();
    private static final Window POOL = Window.square(3, 2, 1);
    private static final int CHANNELS = 4;
    private static final int SIDE = 6;
    private static final double EPSILON = 0.25;
    /** Sums of some hundred values of order 10 in another order. */
    private static final double SUMS = 1e-12;

    private final Recorder recorder = Recorder.create();
    private final Kernels<Value> kernels = recorder.kernels();

    @Test
    void layersOfSeveralSamplesReadThePartsAndWriteToThem() {
        // Given
        gradient(2, true, 2);

        // When
        Program program = optimised();

        // Then
        assertThat(operators(program)).doesNotHaveAnyElementsOfTypes(Operator.Concat.class, Operator.Channels.class);
    }

    @Test
    void gatesOfPartsMoveToTheOutputsOfTheirPools() {
        // Given
        gradient(2, true, 2);

        // When
        Program program = optimised();

        // Then: of two parts and of the layer above, all as small as what was pooled
        assertThat(gates(program)).containsOnly(Shape.of(2, CHANNELS, SIDE / 2, SIDE / 2));
    }

    @Test
    void layersWithManyOutputsReadTheWhole() {
        // Given: the sum of the parts' layers would be larger than what is joined
        gradient(2, false, CHANNELS + 1);

        // When
        Program program = optimised();

        // Then
        assertThat(operators(program)).hasAtLeastOneElementOfType(Operator.Concat.class);
        assertThat(operators(program)).doesNotHaveAnyElementsOfTypes(Operator.Channels.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneSamplePassesTheGatesOfAllPartsAtOnce(boolean pooled) {
        // Given
        gradient(1, pooled, 2);

        // When
        Program program = optimised();

        // Then
        int side = pooled ? SIDE / 2 : SIDE;
        assertThat(gates(program)).containsExactly(Shape.of(1, 2 * CHANNELS, side, side));
        assertThat(program.sections().get(1).instructions())
                .filteredOn(instruction -> instruction.operator() instanceof Operator.WeightedSum)
                .extracting(instruction -> instruction.operand(0).shape().dimension(1))
                .containsOnly(2 * CHANNELS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void partsThatPassNoGateAreTakenApart(int samples) {
        // Given: a gate at the first part only
        Value x = recorder.input(Shape.of(samples, CHANNELS, SIDE, SIDE));
        Value z = convolution(1, CHANNELS, CHANNELS).forward(x);
        Value h = kernels.moves().concat(List.of(kernels.activate(z, RELU), x));
        recorder.keep(convolution(2, 2 * CHANNELS, 2).forward(h));
        recorder.next();
        Value back = convolution(2, 2 * CHANNELS, 2).transpose(recorder.input(Shape.of(samples, 2, SIDE, SIDE)));
        recorder.keep(kernels.activateBackward(kernels.moves().channels(back, 0, CHANNELS), z, RELU));
        recorder.keep(kernels.moves().channels(back, CHANNELS, CHANNELS));

        // When
        Program program = optimised();

        // Then
        assertThat(gates(program)).containsExactly(z.shape());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void relevanceIsSharedAmongTheParts(int samples) {
        // Given: LRP-epsilon
        Value x = recorder.input(Shape.of(samples, CHANNELS, SIDE, SIDE));
        LinearKernel<Value> left = convolution(1, CHANNELS, CHANNELS);
        LinearKernel<Value> right = convolution(3, CHANNELS, CHANNELS);
        Value a = kernels.activate(left.forward(x), RELU);
        Value b = kernels.activate(right.forward(x), RELU);
        Value h = kernels.moves().concat(List.of(a, b));
        LinearKernel<Value> above = convolution(2, 2 * CHANNELS, 2);
        Value z = above.forward(h);
        recorder.keep(z);
        recorder.next();
        Value quotient = kernels.divide(recorder.input(z.shape()), z, EPSILON);
        kernels.sums().weighted(quotient, 1, 2);
        kernels.sums().signed(quotient, z);
        Value shares = kernels.multiply(above.transpose(quotient), h);
        recorder.keep(kernels.divide(kernels.moves().channels(shares, 0, CHANNELS), a, EPSILON));
        recorder.keep(kernels.divide(kernels.moves().channels(shares, CHANNELS, CHANNELS), b, EPSILON));

        // When
        Program program = optimised();

        // Then
        boolean joined = operators(program).stream().anyMatch(Operator.Concat.class::isInstance);
        assertThat(joined).isEqualTo(samples == 1);
    }

    @Test
    void sumsAreAddedUpBeforeTheirValuesAreReplaced() {
        // Given
        gradient(2, false, 2);

        // When
        List<Instruction> instructions = optimised().sections().get(1).instructions();

        // Then: no gate's operand is read behind the gate
        for (int i = 0; i < instructions.size(); i++) {
            if (instructions.get(i).operator() instanceof Operator.ActivateBackward) {
                Value arriving = instructions.get(i).operand(0);
                assertThat(instructions.subList(i + 1, instructions.size()))
                        .noneMatch(later -> later.operands().contains(arriving));
            }
        }
    }

    /** Two ReLUs side by side under a layer, perhaps with a pool between, and the gradient back with its accounts. */
    private void gradient(int samples, boolean pooled, int outputs) {
        Value x = recorder.input(Shape.of(samples, CHANNELS, SIDE, SIDE));
        LinearKernel<Value> left = convolution(1, CHANNELS, CHANNELS);
        LinearKernel<Value> right = convolution(3, CHANNELS, CHANNELS);
        Value first = left.forward(x);
        Value second = right.forward(x);
        Value h = kernels.moves().concat(List.of(kernels.activate(first, RELU), kernels.activate(second, RELU)));
        Value below = pooled ? kernels.pools().max(h, POOL) : h;
        LinearKernel<Value> above =
                convolution(2, 2 * CHANNELS, outputs, below.shape().dimension(2));
        Value logits = above.forward(below);
        recorder.keep(logits);
        recorder.next();
        Value back = above.transpose(recorder.input(logits.shape()));
        Value whole = pooled ? kernels.pools().maxBackward(back, h, POOL) : back;
        Value r = kernels.moves().channels(whole, 0, CHANNELS);
        Value s = kernels.moves().channels(whole, CHANNELS, CHANNELS);
        Value low = left.transpose(gated(r, first));
        recorder.keep(kernels.add(low, right.transpose(gated(s, second))));
    }

    private Value gated(Value r, Value z) {
        Value passed = kernels.activateBackward(r, z, RELU);
        kernels.sums().weighted(r, 1);
        kernels.sums().weighted(passed, 1);
        return passed;
    }

    private Program optimised() {
        Program program = recorder.program();
        Program optimised = Optimiser.optimise(program);
        for (int seed = 0; seed < 3; seed++) {
            List<double[]> expected = Interpreted.outputs(program, seed);
            List<double[]> got = Interpreted.outputs(optimised, seed);
            assertThat(got).hasSameSizeAs(expected);
            for (int i = 0; i < got.size(); i++) {
                assertThat(got.get(i)).containsExactly(expected.get(i), within(SUMS));
            }
        }
        return optimised;
    }

    private static List<Operator> operators(Program program) {
        return program.sections().stream()
                .flatMap(section -> section.instructions().stream())
                .map(Instruction::operator)
                .toList();
    }

    /** The shapes of what gates read. */
    private static List<Shape> gates(Program program) {
        return program.sections().stream()
                .flatMap(section -> section.instructions().stream())
                .filter(instruction -> instruction.operator() instanceof Operator.ActivateBackward)
                .map(instruction -> instruction.operand(0).shape())
                .toList();
    }

    private LinearKernel<Value> convolution(long seed, int inputs, int outputs) {
        return convolution(seed, inputs, outputs, SIDE);
    }

    private LinearKernel<Value> convolution(long seed, int inputs, int outputs, int side) {
        Random random = new Random(seed);
        return kernels.convolution(
                GivenCoefficients.of(
                        random.doubles(outputs * inputs * 9L, -1, 1).toArray(),
                        random.doubles(outputs, -1, 1).toArray()),
                Shape.of(outputs, inputs, 3, 3),
                Window.square(3, 1, 1),
                1,
                Shape.of(inputs, side, side));
    }
}
