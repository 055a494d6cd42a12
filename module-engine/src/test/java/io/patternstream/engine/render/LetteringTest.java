/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LetteringTest {
    @Test
    void everyLetterOfAsciiLooksDifferentAndStaysInItsLine() {
        // Given
        Set<List<Integer>> shapes = new HashSet<>();
        for (char letter = '!'; letter <= '~'; letter++) {
            // When: with rows to spare above and below
            Canvas canvas = Canvas.create(Lettering.HEIGHT + 8, 16, Colour.WHITE);
            Lettering.draw(canvas, String.valueOf(letter), 3, 4);
            Picture picture = canvas.picture();
            // Then
            assertThat(shapes.add(pixels(picture))).as("%s is new", letter).isTrue();
            for (int x = 0; x < 16; x++) {
                assertThat(picture.colour(x, 1)).as("%s above", letter).isEqualTo(Colour.WHITE);
                assertThat(picture.colour(x, Lettering.HEIGHT + 6))
                        .as("%s below", letter)
                        .isEqualTo(Colour.WHITE);
            }
        }
    }

    @Test
    void accentsAreLeftOutAndOtherCharactersAreBoxes() {
        assertThat(drawn("\u00e9")).isEqualTo(drawn("e"));
        assertThat(drawn("\u2603")).isEqualTo(drawn("\u6f22")).isNotEqualTo(drawn("e"));
    }

    @Test
    void capitalLReachesFromTheTopToTheFoot() {
        // When
        Canvas canvas = Canvas.create(Lettering.HEIGHT, 10, Colour.WHITE);
        Lettering.draw(canvas, "L", 0, 0);
        Picture picture = canvas.picture();
        // Then: nine units above the foot, which is the tenth row; the stem on the left
        assertThat(picture.colour(0, 0)).isEqualTo(Colour.INK);
        assertThat(picture.colour(0, 9)).isEqualTo(Colour.INK);
        assertThat(picture.colour(5, 9)).isEqualTo(Colour.INK);
        assertThat(picture.colour(5, 0)).isEqualTo(Colour.WHITE);
        assertThat(picture.colour(0, 12)).isEqualTo(Colour.WHITE);
    }

    @Test
    void breaksAtPointsCommasAndUnderscores() {
        // Given
        int width = Lettering.width("integrated_");
        // Then
        assertThat(Lettering.lines("integrated_gradients", width, 2)).containsExactly("integrated_", "gradients");
        assertThat(Lettering.lines("lrp.z", width, 2)).containsExactly("lrp.z");
        assertThat(Lettering.lines("", width, 2)).isEmpty();
    }

    @Test
    void cutsWhatDoesNotFit() {
        // Given
        int width = Lettering.width("sulphur-crested");
        // When
        List<String> lines = Lettering.lines("sulphur-crested cockatoo, Kakatoe galerita, 0.99", width, 2);
        // Then
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(Lettering.width(line))
                .isLessThanOrEqualTo(width));
        assertThat(lines.get(0)).isEqualTo("sulphur-crested");
        assertThat(lines.get(1)).startsWith("cockatoo,").endsWith("...");
        assertThat(Lettering.lines("patternattribution", Lettering.width("pattern"), 2))
                .first()
                .isEqualTo("pattern");
    }

    private static List<Integer> drawn(String text) {
        Canvas canvas = Canvas.create(Lettering.HEIGHT, 12, Colour.WHITE);
        Lettering.draw(canvas, text, 1, 0);
        return pixels(canvas.picture());
    }

    private static List<Integer> pixels(Picture picture) {
        return IntStream.range(0, picture.height() * picture.width())
                .mapToObj(i -> picture.colour(i % picture.width(), i / picture.width()))
                .collect(Collectors.toList());
    }
}
