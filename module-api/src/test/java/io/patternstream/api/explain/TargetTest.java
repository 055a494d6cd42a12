/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @Test
    void namesAndIndicesAreRead() {
        assertThat(Target.parse(" Max_Output ")).isEqualTo(new Target.MaxOutput());
        assertThat(Target.parse("none")).isEqualTo(new Target.None());
        assertThat(Target.parse("17")).isEqualTo(new Target.ClassIndex(17));
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_output", "none", "0", "999"})
    void textSurvivesTheRoundTrip(String text) {
        assertThat(Target.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cat", "-1", "1.5", "99999999999", "1,2"})
    void anythingElseIsAnInvalidTarget(String text) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.INVALID_TARGET));
    }

    @Test
    void errorCodesAreWhatGoesOnTheWire() {
        assertThat(ErrorType.UNSUPPORTED_MEDIA_TYPE.code()).isEqualTo("unsupported-media-type");
        assertThat(ErrorType.PATTERNS_UNAVAILABLE.retryable()).isTrue();
        assertThat(ErrorType.UNDECODABLE.retryable()).isFalse();
    }
}
