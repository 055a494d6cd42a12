/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.program.Operator.Add;
import io.patternstream.engine.program.Operator.Forward;
import io.patternstream.engine.program.Operator.Transpose;
import io.patternstream.engine.reference.GivenCoefficients;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where layers take over additions, and that programs then compute what they did, to the last bit. */
final class AdditionFusionTest {
    private static final Nonlinearity RELU = new Nonlinearity.Relu();
    private static final Shape IMAGES = Shape.of(2, 3, 5, 4);

    private final Recorder recorder = Recorder.create();
    private final Kernels<Value> kernels = recorder.kernels();
    private final LinearKernel<Value> lower = convolution(1);
    private final LinearKernel<Value> upper = convolution(2);
    private final Value x = recorder.input(IMAGES);

    @Test
    void residualBlocksAddAndRectifyWithinTheirLastLayer() {
        // Given: a shortcut around one layer, and back
        Value y = kernels.activate(lower.forward(x), RELU);
        Value sum = kernels.add(upper.forward(y), y);
        recorder.keep(kernels.activate(sum, RELU));
        recorder.next();
        Value r = kernels.activateBackward(recorder.input(IMAGES), sum, RELU);
        recorder.keep(kernels.add(r, upper.transpose(r)));

        // When
        Program program = optimised();

        // Then
        assertThat(operators(program, Add.class)).isEmpty();
        assertThat(operators(program, Forward.class))
                .extracting(instruction -> instruction.operands().size())
                .containsExactly(1, 2);
        assertThat(operators(program, Forward.class))
                .allMatch(instruction -> ((Forward) instruction.operator()).activation() != null);
        assertThat(operators(program, Transpose.class))
                .extracting(instruction -> instruction.operands().size())
                .containsExactly(2);
    }

    @Test
    void ofTwoLayersThatAreAddedOneTakesTheOther() {
        recorder.keep(kernels.add(lower.forward(x), upper.forward(x)));

        Program program = optimised();

        assertThat(operators(program, Add.class)).isEmpty();
        assertThat(operators(program, Forward.class)).hasSize(2);
    }

    @Test
    void whatSomethingElseReadsIsNotTakenOver() {
        // Given: one is kept, the other read twice
        Value kept = lower.forward(x);
        Value twice = upper.forward(x);
        recorder.keep(kept);
        recorder.keep(kernels.add(kernels.add(kept, twice), kernels.scale(twice, 3)));

        // When
        Program program = optimised();

        // Then
        assertThat(operators(program, Add.class)).hasSize(2);
        assertThat(operators(program, Forward.class))
                .allMatch(instruction -> instruction.operands().size() == 1);
    }

    @Test
    void nothingIsAddedToItself() {
        Value z = lower.forward(x);
        recorder.keep(kernels.add(z, z));

        assertThat(operators(optimised(), Add.class)).hasSize(1);
    }

    /** The program, of which is asserted that it computes what it did. */
    private Program optimised() {
        Program program = recorder.program();
        Program optimised = Optimiser.optimise(program);
        List<double[]> expected = Interpreted.outputs(program, 5);
        List<double[]> got = Interpreted.outputs(optimised, 5);
        assertThat(got).hasSameSizeAs(expected);
        for (int i = 0; i < got.size(); i++) {
            assertThat(got.get(i)).containsExactly(expected.get(i));
        }
        return optimised;
    }

    private static List<Instruction> operators(Program program, Class<? extends Operator> kind) {
        return program.sections().stream()
                .flatMap(section -> section.instructions().stream())
                .filter(instruction -> kind.isInstance(instruction.operator()))
                .toList();
    }

    private LinearKernel<Value> convolution(long seed) {
        Random random = new Random(seed);
        return kernels.convolution(
                GivenCoefficients.of(
                        random.doubles(3 * 3 * 9, -1, 1).toArray(),
                        random.doubles(3, -1, 1).toArray()),
                Shape.of(3, 3, 3, 3),
                Window.square(3, 1, 1),
                1,
                IMAGES.inner());
    }
}
