/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SampleWeightsTest {
    @Test
    void imagesThatFadeOneByOneTellAsMuchAsTheGeometricSeriesSays() {
        // Given a half-life of 50 images
        double f = Math.pow(2, -1 / 50.0);
        SampleWeights weights = SampleWeights.of(0);

        for (int n = 1; n <= 2000; n++) {
            // When
            weights.fade(f);
            weights.add(1);

            // Then (sum f^k)^2 / sum f^2k = (1 - f^n) (1 + f) / ((1 + f^n) (1 - f)): 144 in the long run
            double series = (1 - Math.pow(f, n)) * (1 + f) / ((1 + Math.pow(f, n)) * (1 - f));
            assertThat(weights.effective()).isCloseTo(series, within(1e-10 * series));
        }
        assertThat(weights.effective()).isCloseTo(2 * 50 / Math.log(2), within(0.1));
    }

    @Test
    void imagesThatFadeAlikeTellNoLess() {
        // Given
        SampleWeights weights = SampleWeights.of(130);

        // When
        for (int i = 0; i < 1000; i++) {
            weights.fade(0.25);
        }
        double alike = weights.effective();
        weights.add(1);

        // Then: but one image more is the only one that counts
        assertThat(alike).isCloseTo(130, within(1e-9));
        assertThat(weights.effective()).isBetween(1.0, 1.0001);
    }

    @Test
    void mergedWeightsTellAsMuchAsAllOfThemTogether() {
        // Given 100 images that count for a tenth each, and 10 that count for one
        SampleWeights merged = SampleWeights.of(100);
        merged.fade(0.1);

        // When
        merged.add(SampleWeights.of(10));

        // Then (10 + 10)^2 / (1 + 10)
        assertThat(merged.effective()).isCloseTo(400 / 11.0, within(1e-12));
    }

    @Test
    void whatWasWrittenIsReadBitForBit() {
        // Given
        SampleWeights weights = SampleWeights.of(16);
        weights.fade(0.3);
        weights.add(3);
        Map<String, String> labels = new HashMap<>();

        // When
        weights.write(labels);

        // Then
        assertThat(labels).hasSize(2);
        assertThat(SampleWeights.read(labels, 19).effective()).isEqualTo(weights.effective());
        labels.replaceAll((name, value) -> "-1");
        assertThatIllegalArgumentException().isThrownBy(() -> SampleWeights.read(labels, 19));
    }

    @Test
    void imagesThatHaveNotFadedLeaveNothingToWrite() {
        // Given
        Map<String, String> labels = new HashMap<>();

        // When
        SampleWeights.of(19).write(labels);

        // Then
        assertThat(labels).isEmpty();
        assertThat(SampleWeights.read(labels, 19).effective()).isEqualTo(19);
    }
}
