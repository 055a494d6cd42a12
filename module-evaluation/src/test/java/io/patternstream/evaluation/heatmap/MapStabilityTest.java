/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.heatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MapStabilityTest {
    private static final Shape IMAGE = Shape.of(1, 1, 3);
    private static final double TOLERANCE = 1e-6;

    private final LinearModel model = new LinearModel(IMAGE, 3, 4, 0, 0, 1, 0, -3, -4, 0);
    private final Tensor batch = Tensor.of(IMAGE.batchOf(2), 1, 2, 2, 10, 0, 0);

    @Test
    void sensitivityIsTheLargestRelativeChangeOfTheMap() {
        // When
        List<ImageScores> scores = MapStability.of(model, List.of("gradient", "input", "nothing"))
                .maxSensitivity(batch, List.of(0, 1), 5, 0.2, new Random(1));

        // Then: the input's map is the image, so its change is the perturbation
        Random random = new Random(1);
        double[] expected = new double[2];
        for (int i = 0; i < 5; i++) {
            for (int n = 0; n < 2; n++) {
                double squares = 0;
                for (int j = 0; j < 3; j++) {
                    squares += Math.pow((2 * random.nextDouble() - 1) * 0.2, 2);
                }
                expected[n] = Math.max(expected[n], Math.sqrt(squares) / (n == 0 ? 3 : 10));
            }
        }
        assertThat(scores.get(0).values()).containsExactly(0.0, 0.0);
        assertThat(scores.get(1).values().get(0)).isCloseTo(expected[0], within(TOLERANCE));
        assertThat(scores.get(1).values().get(1)).isCloseTo(expected[1], within(TOLERANCE));
        assertThat(scores.get(2).count()).isZero();
        assertThat(scores.get(2).mean()).isNaN();
    }

    @Test
    void randomLogitIsTheCosineOfTheMapsOfTwoClasses() {
        // When
        List<ImageScores> scores = MapStability.of(model, List.of("gradient", "input", "nothing"))
                .randomLogit(batch, List.of(0, 0), List.of(1, 2));

        // Then: rows (3, 4, 0), (0, 1, 0) and (-3, -4, 0)
        assertThat(scores.get(0).values().get(0)).isCloseTo(0.8, within(TOLERANCE));
        assertThat(scores.get(0).values().get(1)).isCloseTo(-1, within(TOLERANCE));
        assertThat(scores.get(1).mean()).isCloseTo(1, within(TOLERANCE));
        assertThat(scores.get(2).values()).containsExactly(Double.NaN, Double.NaN);
    }

    @Test
    void meansAndErrorsAreThoseOfTheImagesThatHaveANumber() {
        // Given
        ImageScores scores = new ImageScores(List.of(1.0, Double.NaN, 2.0, 6.0));
        ImageScores others = new ImageScores(List.of(0.0, 1.0, 1.0, 5.0));

        // Then: deviations -2, -1, 3
        assertThat(scores.count()).isEqualTo(3);
        assertThat(scores.mean()).isEqualTo(3);
        assertThat(scores.standardError()).isCloseTo(Math.sqrt(14.0 / 2 / 3), within(1e-12));
        assertThat(scores.minus(others).values()).containsExactly(1.0, Double.NaN, 1.0, 1.0);
        assertThatThrownBy(() -> scores.minus(new ImageScores(List.of(1.0)))).hasMessageContaining("4 images");
    }
}
