/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ColourMapTest {
    @ParameterizedTest
    @EnumSource(names = "GREY", mode = EnumSource.Mode.EXCLUDE)
    void valuesOfEitherSignAreEquallyLight(ColourMap map) {
        for (int i = 1; i <= 100; i++) {
            // When
            double positive = lightness(map.colour(i / 100.0));
            double negative = lightness(map.colour(-i / 100.0));
            // Then: 2 is about the least difference of lightness that people see side by side
            assertThat(positive).as("at %d %%", i).isCloseTo(negative, within(2.0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void lightnessChangesOneWayFromTheNeutralColourToEachEnd(ColourMap map) {
        for (int sign : new int[] {-1, 1}) {
            double direction = Math.signum(lightness(map.colour(sign)) - lightness(map.colour(0)));
            for (int i = 0; i < 100; i++) {
                // When
                double nearer = lightness(map.colour(sign * i / 100.0));
                double further = lightness(map.colour(sign * (i + 1) / 100.0));
                // Then: 0.3 is what rounding to 8 bits can undo in the darkest colours
                assertThat((further - nearer) * direction)
                        .as("%s beyond %d", map, sign * i)
                        .isGreaterThan(-0.3);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void zeroHasNoHue(ColourMap map) {
        // When
        int neutral = map.colour(0);
        // Then
        assertThat(neutral).isEqualTo(map.neutral()).isEqualTo((neutral & 0xff) * 0x010101);
        assertThat(map.colour(-0.0)).isEqualTo(neutral);
    }

    @ParameterizedTest
    @EnumSource
    void beyondTheEndsIsTheColourOfTheEnd(ColourMap map) {
        assertThat(map.colour(Double.POSITIVE_INFINITY)).isEqualTo(map.colour(1));
        assertThat(map.colour(-7)).isEqualTo(map.colour(-1)).isNotEqualTo(map.colour(1));
        assertThatThrownBy(() -> map.colour(Double.NaN)).hasMessageContaining("NaN");
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsLabel(ColourMap map) {
        assertThat(ColourMap.of(" " + map.label().toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(map);
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        assertThatThrownBy(() -> ColourMap.of("jet"))
                .hasMessage("unknown colours 'jet'; use blue-red, purple-orange, cold-hot, grey");
    }

    /** CIE L*, 0 to 100, by the definitions of sRGB (IEC 61966-2-1) and CIE 1976. */
    private static double lightness(int colour) {
        double y = 0.2126 * linear(colour >> 16 & 0xff)
                + 0.7152 * linear(colour >> 8 & 0xff)
                + 0.0722 * linear(colour & 0xff);
        return y > 216.0 / 24389 ? 116 * Math.cbrt(y) - 16 : y * 24389 / 27;
    }

    private static double linear(int sample) {
        double value = sample / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
