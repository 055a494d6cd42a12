/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LineChartTest {
    private final LineChart chart = LineChart.of("a < b", "rho", List.of("conv1", "\"2\"", "3"));

    @Test
    void valuesLieBetweenTheLinesOfZeroAndOne() {
        // When
        String svg = chart.with("S&w", List.of(0.0, 1.0, 0.5)).svg();

        // Then: 0 at y = 360, 1 at y = 40
        assertThat(svg).contains("<path d=\"M60.0 360.0 L315.0 40.0 L570.0 200.0\"");
    }

    @Test
    void valuesThatAreMissingLeaveAGap() {
        assertThat(chart.with("x", List.of(1.0, Double.NaN, 0.0)).svg()).contains("d=\"M60.0 40.0 M570.0 360.0\"");
    }

    @Test
    void namesCannotBreakTheDocument() {
        assertThat(chart.with("S&w", List.of(0.0, 1.0, 0.5)).svg())
                .contains(">a &lt; b</text>", ">&quot;2&quot;</text>", ">S&amp;w</text>")
                .startsWith("<svg ")
                .endsWith("</svg>\n");
    }

    @Test
    void everyLineHasItsOwnLook() {
        // Given
        LineChart many = chart;
        for (int i = 0; i < 14; i++) {
            many = many.with("line " + i, List.of(0.1, 0.2, 0.3));
        }

        // When
        List<String> looks = many.svg()
                .lines()
                .filter(line -> line.startsWith("<path"))
                .map(line -> line.substring(line.indexOf("stroke")))
                .toList();

        // Then
        assertThat(looks).hasSize(14).doesNotHaveDuplicates();
    }

    @Test
    void whatIsNoLineIsRefused() {
        assertThatThrownBy(() -> chart.with("x", List.of(1.0))).hasMessageContaining("line x has 1 values for 3");
        assertThatThrownBy(() -> LineChart.of("t", "y", List.of("one"))).hasMessageContaining("[one]");
    }
}
