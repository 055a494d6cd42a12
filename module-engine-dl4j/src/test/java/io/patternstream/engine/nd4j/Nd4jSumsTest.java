/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.reference.ReferenceKernels;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.Sums;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sums of the same float32 values in the same order and precision as plain loops, up to the order of one sample's runs. */
@SuppressWarnings("try") // scopes work by being open
final class Nd4jSumsTest {
    private static final Shape SAMPLE = Shape.of(6, 5, 7);
    private static final double ROUNDING = 1e-12;

    private final Tensor values = RandomCase.gaussian(new Random(21), 0, SAMPLE.batchOf(3));
    private final Tensor signs = RandomCase.gaussian(new Random(22), 0, SAMPLE.batchOf(3));

    @Test
    void weightsCountForAllPerChannelAndPerElement() {
        for (int count : new int[] {1, 6, SAMPLE.elementCount()}) {
            assertAgrees(new Weighted(new Random(23).doubles(count, -2, 2).toArray()));
        }
    }

    @Test
    void signsAreThoseOfTheOtherArray() {
        assertAgrees(new Signed());
    }

    @Test
    void zeroCountsAsPositive() {
        try (Nd4jKernels kernels = new Nd4jKernels();
                Kernels.Scope scope = kernels.scope()) {
            // Given
            INDArray a = kernels.load(Tensor.of(Shape.of(2, 3), 1, 2, 4, 8, 16, 32));
            INDArray z = kernels.load(Tensor.of(Shape.of(2, 3), 0, -0f, -1, -1, 5, -2));

            // When, Then
            assertThat(numbers(kernels.sums().signed(a, z), 2)).containsExactly(1 + 2 - 4, -8 + 16 - 32);
        }
    }

    @Test
    void manySmallValuesAreNotLost() {
        // Given: float32 stops adding ones at 16777216
        int count = (1 << 24) + 100;
        float[] ones = new float[count];
        Arrays.fill(ones, 1);

        // When
        try (Nd4jKernels kernels = new Nd4jKernels();
                Kernels.Scope scope = kernels.scope()) {
            Sums.Total sums = kernels.sums().weighted(kernels.load(Tensor.wrap(Shape.of(1, count), ones)), 1);

            // Then
            assertThat(numbers(sums, 1)).containsExactly(count);
        }
    }

    private void assertAgrees(Sum sum) {
        double[] expected = sums(new ReferenceKernels(), sum);
        assertThat(sums(new Nd4jKernels(), sum)).hasSize(3).containsExactly(expected, within(ROUNDING));
    }

    private <A> double[] sums(Kernels<A> kernels, Sum sum) {
        try (kernels;
                Kernels.Scope scope = kernels.scope()) {
            return numbers(sum.of(kernels.sums(), kernels.load(values), kernels.load(signs)), 3);
        }
    }

    private static double[] numbers(Sums.Total total, int samples) {
        double[] numbers = new double[samples];
        total.addTo(numbers, 1);
        return numbers;
    }

    private interface Sum {
        <A> Sums.Total of(Sums<A> sums, A values, A signs);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Weighted(double... weights) implements Sum {
        @Override
        public <A> Sums.Total of(Sums<A> sums, A values, A signs) {
            return sums.weighted(values, weights);
        }
    }

    private record Signed() implements Sum {
        @Override
        public <A> Sums.Total of(Sums<A> sums, A values, A signs) {
            return sums.signed(values, signs);
        }
    }
}
