/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.explain.TieRule;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AgreementTest {
    private static final double ULPS = 1e-15;

    private final Agreement agreement = Agreement.create();

    @Test
    void countsImagesOfTheSameClassAndTakesCosinesImageByImage() {
        // Given: three images; the second's class changes; cosines 1, 24/25 and 0
        Explanations expected = explanations(new float[] {1, 2, 5, 4, 0, 3}, new float[] {1, 1, 3, 4, 0, 2});
        Explanations observed = explanations(new float[] {0, 9, 4, 5, 1, 3}, new float[] {7, 7, 4, 3, 2, 0});

        // When
        agreement.add(expected, observed);

        // Then
        assertThat(agreement.images()).isEqualTo(3);
        assertThat(agreement.sameClass()).isEqualTo(2);
        Cosines cosines = agreement.cosines("gradient");
        assertThat(cosines.mean()).isCloseTo((1 + 24.0 / 25) / 3, within(ULPS));
        assertThat(cosines.quantile(0.5)).isCloseTo(24.0 / 25, within(ULPS));
        assertThat(cosines.quantile(0.01)).isZero();
        assertThat(cosines.quantile(1)).isCloseTo(1, within(ULPS));
    }

    @Test
    void heatmapOfZerosIsOnlyLikeAnother() {
        // When
        agreement.add(
                explanations(new float[4], new float[] {0, 0, 0, 0}),
                explanations(new float[4], new float[] {0, 0, 0, 1}));

        // Then
        assertThat(agreement.cosines("gradient").quantile(0)).isZero();
        assertThat(agreement.cosines("gradient").quantile(1)).isEqualTo(1);
    }

    /** Two logits and a heatmap of two values for each image. */
    private static Explanations explanations(float[] logits, float[] heatmaps) {
        int images = logits.length / 2;
        SampleReport report = new SampleReport(new Target.MaxOutput(), List.of(0), 0, true, Optional.empty());
        Attribution attribution = new Attribution(
                "gradient",
                0,
                Tensor.of(Shape.of(images, 1, 1, 2), heatmaps),
                StartValue.ONE,
                Optional.empty(),
                Collections.nCopies(images, report));
        return new Explanations(Tensor.of(Shape.of(images, 2), logits), TieRule.values()[0], List.of(attribution));
    }
}
