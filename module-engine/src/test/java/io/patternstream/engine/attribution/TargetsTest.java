/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TargetsTest {
    private static final Tensor LOGITS = Tensor.of(Shape.of(1, 5), 2, 7, -3, 7, 5);

    @Test
    void eachTargetSelectsItsLogitsWithTheirSigns() {
        assertThat(signs(new Target.ClassIndex(2))).containsExactly(0, 0, 1, 0, 0);
        assertThat(signs(new Target.None())).containsExactly(1, 1, 1, 1, 1);
        assertThat(signs(new Target.TopK(3))).containsExactly(0, 1, 0, 1, 1);
        assertThat(signs(new Target.TopK(5))).containsExactly(1, 1, 1, 1, 1);
        assertThat(signs(new Target.Contrast(4, 0))).containsExactly(-1, 0, 0, 0, 1);
    }

    @Test
    void classesComeTheLargestFirst() {
        List<Target> targets = List.of(new Target.TopK(4));
        assertThat(Targets.classes(targets, LOGITS)).containsExactly(List.of(1, 3, 4, 0));
    }

    @Test
    void firstOfEqualLogitsWins() {
        assertThat(signs(new Target.MaxOutput())).containsExactly(0, 1, 0, 0, 0);
        assertThat(signs(new Target.TopK(1))).containsExactly(0, 1, 0, 0, 0);
        Tensor zeros = Tensor.of(Shape.of(1, 4), -0f, 0f, 0f, -1);
        assertThat(signs(List.of(new Target.TopK(2)), zeros)).containsExactly(1, 1, 0, 0);
    }

    @Test
    void everySampleHasItsOwnTarget() {
        // Given
        Tensor logits = Tensor.of(Shape.of(3, 2), 1, 2, 4, 3, 0, 0);

        // When
        float[] signs =
                signs(List.of(new Target.MaxOutput(), new Target.Contrast(1, 0), new Target.ClassIndex(0)), logits);

        // Then
        assertThat(signs).containsExactly(0, 1, -1, 1, 1, 0);
    }

    @Test
    void refusalNamesTheImage() {
        assertThatThrownBy(() -> Targets.require(List.of(new Target.None(), new Target.TopK(4)), 3))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.INVALID_TARGET))
                .hasMessage("image 1: target top:4 asks for more classes than the 3 of the model");
    }

    private static float[] signs(Target target) {
        return signs(List.of(target), LOGITS);
    }

    private static float[] signs(List<Target> targets, Tensor logits) {
        Tensor tensor = Targets.signs(targets, Targets.classes(targets, logits), logits.shape());
        float[] values = new float[tensor.shape().elementCount()];
        tensor.copyTo(values, 0);
        return values;
    }
}
