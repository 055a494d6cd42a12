/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.Head;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Expected values: {@code math.exp} of Python 3.11, float64. */
final class ScoresTest {
    private static final double ROUNDING = 1e-12;

    @Test
    void softmaxHeadGivesSoftmaxProbabilities() {
        // Given
        Scores scores = new Scores(model(Head.SOFTMAX), List.of("a", "b", "c"));

        // When
        ClassScore best = scores.predicted(Tensor.of(Shape.of(3), 1, 3, 2));

        // Then
        assertThat(best.label()).isEqualTo("b");
        assertThat(best.probability()).isCloseTo(0.6652409557748219, within(ROUNDING));
    }

    @Test
    void largeLogitsDoNotOverflow() {
        // Given
        Scores scores = new Scores(model(Head.NONE), List.of());

        // When
        ClassScore best = scores.predicted(Tensor.of(Shape.of(3), -1e30f, 1e30f, 1e30f));

        // Then
        assertThat(best.index()).isEqualTo(1);
        assertThat(best.probability()).isCloseTo(0.5, within(ROUNDING));
    }

    @Test
    void sigmoidHeadGivesEachClassItsOwnProbability() {
        // Given
        Scores scores = new Scores(model(Head.SIGMOID), List.of());

        // When
        ClassScore second =
                scores.explained(Tensor.of(Shape.of(3), 9, 0.5f, 2), report(1)).orElseThrow();

        // Then
        assertThat(second.probability()).isCloseTo(0.6224593312018546, within(ROUNDING));
    }

    @Test
    void severalClassesTogetherHaveNoScore() {
        // Given
        Scores scores = new Scores(model(Head.SOFTMAX), List.of());
        Tensor logits = Tensor.of(Shape.of(3), 9, 0.5f, 2);

        // When, Then
        assertThat(scores.explained(logits, report(2, 0))).isEmpty();
        assertThat(scores.explained(logits, report())).isEmpty();
    }

    private static SampleReport report(Integer... classes) {
        return new SampleReport(new Target.MaxOutput(), List.of(classes), 0, true, Optional.empty());
    }

    private static ModelDescription model(Head head) {
        return new ModelDescription("m", "", Shape.of(1, 1, 1), 3, head, List.of());
    }
}
