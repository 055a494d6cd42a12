/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Target;
import org.junit.jupiter.api.Test;

final class TargetListTest {
    @Test
    void oneTargetHoldsForAllSamples() {
        assertThat(TargetList.parse("max_output", 2)).containsExactly(new Target.MaxOutput(), new Target.MaxOutput());
        assertThat(TargetList.parse("none", 1)).containsExactly(new Target.None());
    }

    @Test
    void aListGivesEachSampleItsOwn() {
        assertThat(TargetList.parse("3, 0", 2)).containsExactly(new Target.ClassIndex(3), new Target.ClassIndex(0));
    }

    @Test
    void theCommaOfAContrastDoesNotSeparate() {
        Target contrast = new Target.Contrast(3, 5);
        assertThat(TargetList.parse("contrast:3,5", 2)).containsExactly(contrast, contrast);
        assertThat(TargetList.parse("Contrast:3, 5, top:2,1, contrast:3,5", 4))
                .containsExactly(contrast, new Target.TopK(2), new Target.ClassIndex(1), contrast);
    }

    @Test
    void aListOfAnotherLengthIsRefusedWithBothNumbers() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> TargetList.parse("1,2,3", 2))
                .withMessageContaining("3 classes for 2 samples");
    }

    @Test
    void nonsenseIsRefused() {
        assertThatExceptionOfType(ExplainException.class)
                .isThrownBy(() -> TargetList.parse("best", 1))
                .withMessageContaining("'best'");
        assertThatExceptionOfType(ExplainException.class).isThrownBy(() -> TargetList.parse("3,", 2));
    }
}
