/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.tensor.Shape;
import org.junit.jupiter.api.Test;

final class PatternDistanceTest {
    @Test
    void distanceGoesFromSameDirectionToOpposite() {
        assertThat(cosine(pattern(1, 2), pattern(3, 6))).isCloseTo(0, within(1e-15));
        assertThat(cosine(pattern(1, 0), pattern(0, 5))).isEqualTo(1);
        assertThat(cosine(pattern(1, 2), pattern(-2, -4))).isCloseTo(2, within(1e-15));
    }

    @Test
    void distanceIsOneLessTheCosineOfTheAngle() {
        // Given vectors at 60 degrees
        LayerPattern b = pattern(2, 2 * Math.sqrt(3));
        // Then
        assertThat(cosine(pattern(3, 0), b)).isCloseTo(0.5, within(1e-15));
        assertThat(PatternDistance.of(pattern(3, 0), b).normRatio()).isCloseTo(4.0 / 3, within(1e-15));
    }

    @Test
    void zerosAreAtNoDistanceFromZerosAndRightAngledToTheRest() {
        assertThat(PatternDistance.of(pattern(0, 0), pattern(0, 0))).isEqualTo(new PatternDistance(0, 1));
        assertThat(PatternDistance.of(pattern(1, 0), pattern(0, 0))).isEqualTo(new PatternDistance(1, 0));
        assertThat(PatternDistance.of(pattern(0, 0), pattern(1, 0)))
                .isEqualTo(new PatternDistance(1, Double.POSITIVE_INFINITY));
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PatternDistance.of(pattern(1, 2), pattern(1, 2, 3)))
                .withMessageContaining("layer fc")
                .withMessageContaining("shape");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PatternDistance.of(pattern(1, 2), pattern(1, Double.NaN)))
                .withMessageContaining("not finite");
    }

    private static double cosine(LayerPattern a, LayerPattern b) {
        return PatternDistance.of(a, b).cosine();
    }

    private static LayerPattern pattern(double... values) {
        return new LayerPattern(new LayerId("fc"), Regime.LINEAR, Shape.of(1, values.length), values);
    }
}
