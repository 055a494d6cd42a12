/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @Test
    void namesAndIndicesAreRead() {
        assertThat(Target.parse(" Max_Output ")).isEqualTo(new Target.MaxOutput());
        assertThat(Target.parse("none")).isEqualTo(new Target.None());
        assertThat(Target.parse("17")).isEqualTo(new Target.ClassIndex(17));
        assertThat(Target.parse("TOP: 5")).isEqualTo(new Target.TopK(5));
        assertThat(Target.parse("contrast: 3, 0")).isEqualTo(new Target.Contrast(3, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_output", "none", "0", "999", "top:1", "contrast:12,7"})
    void textSurvivesTheRoundTrip(String text) {
        assertThat(Target.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cat",
                "-1",
                "1.5",
                "99999999999",
                "1,2",
                "top",
                "top:",
                "top:0",
                "top:-2",
                "top:x",
                "top:1,2",
                "contrast:",
                "contrast:1",
                "contrast:1,",
                "contrast:1,1",
                "contrast:-1,2",
                "contrast:1,2,3"
            })
    void anythingElseIsAnInvalidTarget(String text) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.INVALID_TARGET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_output", "none", "0", "4", "top:1", "top:5", "contrast:0,4", "contrast:4,0"})
    void classesOfTheModelAreTaken(String text) {
        assertThatCode(() -> Target.parse(text).requireWithin(5)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    5            | target 5 names class 5, which does not exist: the model has classes 0 to 4
                    contrast:0,7 | target contrast:0,7 names class 7, which does not exist: the model has classes 0 to 4
                    contrast:9,0 | target contrast:9,0 names class 9, which does not exist: the model has classes 0 to 4
                    top:6        | target top:6 asks for more classes than the 5 of the model
                    """)
    void classesThatTheModelDoesNotHaveAreRefused(String text, String message) {
        assertThatThrownBy(() -> Target.parse(text).requireWithin(5))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.INVALID_TARGET))
                .hasMessage(message);
    }

    @Test
    void errorCodesAreWhatGoesOnTheWire() {
        assertThat(ErrorType.UNSUPPORTED_MEDIA_TYPE.code()).isEqualTo("unsupported-media-type");
        assertThat(ErrorType.PATTERNS_UNAVAILABLE.retryable()).isTrue();
        assertThat(ErrorType.UNDECODABLE.retryable()).isFalse();
    }
}
