/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.program.Operator.SignedSum;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.Kernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That sums ask for signs only where these are not known. */
final class KnownSignsTest {
    private static final Shape BATCH = Shape.of(2, 3);

    private final Recorder recorder = Recorder.create();
    private final Kernels<Value> kernels = recorder.kernels();

    @ParameterizedTest
    @CsvSource({"true, true, 0", "false, true, 1", "true, false, 1"})
    void layersWithoutNegativeWeightsKeepTheSignOfTheirInput(boolean weights, boolean input, int asked) {
        // Given
        Value given = recorder.input(BATCH);
        Value x = input ? kernels.activate(given, new Nonlinearity.Relu()) : given;
        Value z = kernels.dense(new Quarters(weights), Shape.of(4, 3)).forward(x);
        kernels.sums().signed(z, z);

        // When
        Program program = recorder.program();
        Program optimised = Optimiser.optimise(program);

        // Then
        assertThat(Interpreted.operators(optimised, 0))
                .filteredOn(SignedSum.class::isInstance)
                .hasSize(asked);
        assertThat(Interpreted.outputs(optimised, 1))
                .usingRecursiveComparison()
                .isEqualTo(Interpreted.outputs(program, 1));
    }

    /** Multiples of 1/4, so that sums are exact. */
    private record Quarters(boolean nonNegative) implements Coefficients {
        @Override
        public Object key() {
            return this;
        }

        @Override
        public double weight(int index) {
            return (index - (nonNegative ? 0 : 5)) / 4.0;
        }

        @Override
        public double[] bias() {
            return new double[] {0, 1, 2, 3};
        }
    }
}
