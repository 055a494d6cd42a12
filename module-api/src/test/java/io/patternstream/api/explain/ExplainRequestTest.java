/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplainRequestTest {
    private static final Tensor TWO = Tensor.wrap(Shape.of(2, 1, 1, 3), new float[6]);

    @Test
    void asksForTheLargestLogitOfEachSampleWhereNothingIsSaid() {
        // When
        ExplainRequest request = ExplainRequest.of(TWO, "gradient", "guided");

        // Then
        Target largest = new Target.MaxOutput();
        assertThat(request)
                .isEqualTo(new ExplainRequest(
                        TWO, List.of("gradient", "guided"), List.of(List.of(largest, largest)), null));
    }

    @Test
    void refusesOtherThanOneTargetPerSample() {
        assertThatThrownBy(() -> ExplainRequest.of(TWO, List.of("gradient"), List.of(new Target.None())))
                .isInstanceOf(ExplainException.class)
                .hasMessage("1 targets for a batch of 2 images");
        assertThatThrownBy(() -> ExplainRequest.of(TWO)).hasMessage("no method was asked for");
    }
}
