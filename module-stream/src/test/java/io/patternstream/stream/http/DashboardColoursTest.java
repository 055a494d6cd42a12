/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.engine.render.ColourMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class DashboardColoursTest {
    @Test
    void theLegendShowsTheColoursOfTheHeatmaps() throws IOException {
        // Given: colours spread evenly from -1 to 1, straight lines in sRGB between them
        Matcher ramp = Pattern.compile("\\.ramp \\{[^}]*linear-gradient\\(90deg, ([^)]*)\\)")
                .matcher(stylesheet());
        assertThat(ramp.find()).isTrue();
        // When
        String[] colours = ramp.group(1).split(", ");
        // Then: also half way between the legend's colours
        for (int i = 0; i < colours.length; i++) {
            double value = 2.0 * i / (colours.length - 1) - 1;
            assertThat(colours[i]).isEqualTo(String.format("#%06x", ColourMap.BLUE_RED.colour(value)));
            if (i > 0) {
                int between = ColourMap.BLUE_RED.colour(value - 1.0 / (colours.length - 1));
                assertThat(between).isEqualTo(middle(colours[i - 1], colours[i]));
            }
        }
    }

    private static int middle(String left, String right) {
        int colour = 0;
        for (int at = 1; at < 7; at += 2) {
            int sum = Integer.parseInt(left, at, at + 2, 16) + Integer.parseInt(right, at, at + 2, 16);
            colour = colour << 8 | (sum + 1) / 2;
        }
        return colour;
    }

    private static String stylesheet() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(StaticPages.class.getResourceAsStream("dashboard/dashboard.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
