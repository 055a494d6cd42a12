/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.Backend;
import io.patternstream.engine.spi.Sums;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of float32 values against plain loops in float64. A subclass names its backend and what it may lose. */
public abstract class SumsContract {
    private static final Shape SAMPLE = Shape.of(6, 5, 7);
    private final Tensor values = RandomCase.gaussian(new Random(21), 0, SAMPLE.batchOf(3));
    private final Tensor signs = RandomCase.gaussian(new Random(22), 0, SAMPLE.batchOf(3));

    /** For subclasses. */
    protected SumsContract() {}

    /** {@return a provider of kernels or of a compiler} */
    protected abstract Backend backend();

    /** {@return how far a sum may be off, as a share of the sum of magnitudes} */
    protected abstract double rounding();

    @Test
    final void weightsCountForAllPerChannelAndPerElement() {
        for (int count : new int[] {1, 6, SAMPLE.elementCount()}) {
            assertAgrees(new Weighted(new Random(23).doubles(count, -2, 2).toArray()));
        }
    }

    @Test
    final void signsAreThoseOfTheOtherArray() {
        assertAgrees(new Signed());
    }

    @Test
    final void zeroCountsAsPositive() {
        // Given
        Tensor a = Tensor.of(Shape.of(2, 3), 1, 2, 4, 8, 16, 32);
        Tensor z = Tensor.of(Shape.of(2, 3), 0, -0f, -1, -1, 5, -2);

        // When, Then
        assertThat(Calculator.sums(backend(), new Signed(), a, z)).containsExactly(1 + 2 - 4, -8 + 16 - 32);
    }

    @Test
    final void manySmallValuesAreNotLost() {
        // Given: float32 stops adding ones at 16777216
        int count = (1 << 24) + 100;
        float[] ones = new float[count];
        Arrays.fill(ones, 1);

        // When
        double[] sums = Calculator.sums(backend(), new Weighted(1), Tensor.wrap(Shape.of(1, count), ones));

        // Then
        assertThat(sums).containsExactly(count);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 48, 208, 256, 1040})
    final void samplesOfAnySizeAreAddedUpWhole(int size) {
        // Given: 0, 1, 2, ..., whose sums are exact
        float[] values = new float[2 * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }

        // When
        double[] sums = Calculator.sums(backend(), new Weighted(1), Tensor.wrap(Shape.of(2, size), values));

        // Then
        double first = size * (size - 1) / 2.0;
        assertThat(sums).containsExactly(first, first + (double) size * size);
    }

    private void assertAgrees(Calculator.Sum sum) {
        double[] expected = Calculator.sums(new ReferenceProvider(), sum, values, signs);
        double magnitudes = 0;
        for (int i = 0; i < SAMPLE.elementCount(); i++) {
            magnitudes += Math.abs(values.at(i));
        }
        assertThat(Calculator.sums(backend(), sum, values, signs))
                .hasSize(3)
                .containsExactly(expected, within(rounding() * magnitudes));
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Weighted(double... weights) implements Calculator.Sum {
        @Override
        public <A> Sums.Total of(Sums<A> sums, List<A> inputs) {
            return sums.weighted(inputs.get(0), weights);
        }
    }

    private record Signed() implements Calculator.Sum {
        @Override
        public <A> Sums.Total of(Sums<A> sums, List<A> inputs) {
            return sums.signed(inputs.get(0), inputs.get(1));
        }
    }
}
