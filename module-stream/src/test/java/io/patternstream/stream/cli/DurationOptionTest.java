/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationOptionTest {
    private final DurationOption option = new DurationOption();

    @Test
    void readsSecondsMinutesAndHours() {
        assertThat(option.convert("90")).isEqualTo(Duration.ofSeconds(90));
        assertThat(option.convert("15s")).isEqualTo(Duration.ofSeconds(15));
        assertThat(option.convert("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(option.convert("1h")).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-5", "1.5", "5 days", "99999999999"})
    void refusesAnythingElse(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> option.convert(text))
                .withMessageContaining("'" + text + "'");
    }
}
