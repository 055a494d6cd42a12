/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Diverging colours for signed values: one hue where negative, another where positive, a neutral tone at 0.
 *
 * <p>But for {@link #GREY} the colours of v and -v are equally light (CIE L* within 2), so that neither sign outshines the
 * other, and no pair relies on telling red from green. The control points were spaced evenly in lightness; between them
 * runs a straight line in sRGB, so that a CSS gradient of the same points shows the same colours.
 */
public enum ColourMap {
    /** Dark blue, light grey, dark red. */
    BLUE_RED(0x112f8e, 0x2462c7, 0x5a9ce6, 0xa5d1f7, 0xf6f6f6, 0xf6c0a9, 0xe17d63, 0xb93530, 0x790017),
    /** Dark purple, light grey, dark orange: for colour-blind readers. */
    PURPLE_ORANGE(0x532d85, 0x7b57b9, 0xa38fdb, 0xcdc7f2, 0xf6f6f6, 0xe7c7a3, 0xce8d52, 0xa65502, 0x6e3001),
    /** Light cyan over blue to black, and over red to light yellow: for dark pages. */
    COLD_HOT(0x99f7fc, 0x26c8f9, 0x017bec, 0x193999, 0x0c0c0c, 0x890700, 0xda4c01, 0xf4a94a, 0xf0eca5),
    /** Black, middle grey, white: for print. */
    GREY(0x000000, 0x808080, 0xffffff);

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable, which the type does not say
    private final List<Integer> stops;

    ColourMap(Integer... stops) {
        this.stops = List.of(stops);
    }

    /**
     * Finds a colour map.
     *
     * @param name such as {@code blue-red}, in any case
     * @return the colour map
     * @throws IllegalArgumentException listing the known ones if there is none of that name
     */
    public static ColourMap of(String name) {
        return Arrays.stream(values())
                .filter(map -> map.label().equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown colours '" + name + "'; use "
                        + Arrays.stream(values()).map(ColourMap::label).collect(Collectors.joining(", "))));
    }

    /** {@return the name that users write, such as {@code blue-red}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the colour of a value.
     *
     * @param value -1 to 1; beyond, that of the nearer end
     * @return {@code 0xRRGGBB}
     * @throws IllegalArgumentException if the value is NaN: it has no colour
     */
    public int colour(double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("NaN has no colour");
        }
        double position = (Math.max(-1, Math.min(1, value)) + 1) / 2 * (stops.size() - 1);
        int below = Math.min((int) position, stops.size() - 2);
        return Colour.between(stops.get(below), stops.get(below + 1), position - below);
    }

    /** {@return the colour of 0} */
    int neutral() {
        return stops.get(stops.size() / 2);
    }
}
