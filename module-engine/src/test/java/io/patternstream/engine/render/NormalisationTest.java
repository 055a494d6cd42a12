/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalisationTest {
    @ParameterizedTest
    @CsvSource({"100, 10", "99, 10", "90, 9", "89.9, 9", "90.1, 10", "50, 5", "10, 1", "0.001, 1"})
    void isTheNearestRankInTheSortedMagnitudes(double percentile, double expected) {
        // Given: magnitudes 1 to 10
        double[] values = {3, -1, 10, 2, -5, 4, -8, 7, -6, 9};
        // Then
        assertThat(new Normalisation(percentile).extreme(values)).isEqualTo(expected);
        assertThat(values).startsWith(3, -1, 10);
    }

    @Test
    void atLeastThePercentageIsNotBeyondTheExtremeAndLessIsBelowIt() {
        // Given
        Random random = new Random(5);
        for (double percentile : new double[] {99.9, 99, 97.5, 70, 33.3, 1}) {
            double[] values = random.doubles(1000).map(value -> value - 0.5).toArray();
            // When
            double extreme = new Normalisation(percentile).extreme(values);
            // Then: counted, not ranked
            long within = Arrays.stream(values)
                    .filter(value -> Math.abs(value) <= extreme)
                    .count();
            long below = Arrays.stream(values)
                    .filter(value -> Math.abs(value) < extreme)
                    .count();
            assertThat(within).isEqualTo(Math.round(percentile * 10));
            assertThat(below).isEqualTo(within - 1);
        }
    }

    @Test
    void aMapOfFewStrongPixelsIsNotDividedByZero() {
        // Given: 1 of 1000 is not 0
        double[] values = new double[1000];
        values[17] = -4;
        // Then
        assertThat(new Normalisation(99).extreme(values)).isEqualTo(4);
    }

    @Test
    void zerosHaveNoExtreme() {
        assertThat(Normalisation.maxAbs().extreme(new double[] {0, -0.0, 0})).isEqualTo(0);
        assertThat(Normalisation.maxAbs().extreme(new double[0])).isEqualTo(0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void oneValueThatIsNotFiniteLeavesNoExtreme(double odd) {
        assertThat(new Normalisation(50).extreme(new double[] {1, 2, odd, 3})).isNaN();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 100.1, Double.NaN})
    void refusesWhatIsNoPercentage(double percentile) {
        assertThatThrownBy(() -> new Normalisation(percentile)).hasMessageContaining("percentile " + percentile);
    }
}
