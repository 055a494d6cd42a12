/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.engine.render.MethodGrid.Panel;
import io.patternstream.engine.render.MethodGrid.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class MethodGridTest {
    private static final int TITLE = 8 + Lettering.HEIGHT + 6; // margin, one line, gap

    @Test
    void picturesAreEnlargedByAWholeFactorAndStandInTheirColumns() {
        // Given: two rows of a white and a black pixel, 160 / 2 = 80 times enlarged
        MethodGrid grid =
                new MethodGrid(List.of("input", "guided"), List.of(row(0xffffff, 0x112233), row(0x445566, 0x778899)));
        // When
        Picture picture = grid.draw();
        // Then: margins of 8, gaps of 14 and 10
        assertThat(picture.width()).isEqualTo(8 + 160 + 14 + 160 + 8);
        assertThat(picture.height()).isEqualTo(TITLE + 80 + 10 + 80 + 8);
        assertThat(corners(picture, 8, TITLE)).containsOnly(0xffffff);
        assertThat(corners(picture, 8 + 174, TITLE)).containsOnly(0x112233);
        assertThat(corners(picture, 8, TITLE + 90)).containsOnly(0x445566);
        assertThat(corners(picture, 8 + 174, TITLE + 90)).containsOnly(0x778899);
        assertThat(picture.colour(8 + 80, TITLE + 5)).isZero();
    }

    @Test
    void largePicturesKeepTheirSize() {
        // Given
        Picture photo = Picture.wrap(200, 224, new byte[200 * 224 * 3]);
        Row row = new Row("", List.of(new Panel(photo, Optional.empty())));
        // Then
        assertThat(new MethodGrid(List.of("input"), List.of(row)).draw().width())
                .isEqualTo(8 + 224 + 8);
    }

    @Test
    void aLongRowIsBrokenIntoLinesOfEqualLength() {
        // Given: eleven panels, each of its own colour
        List<String> titles = new ArrayList<>();
        List<Panel> panels = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            titles.add("m" + i);
            panels.add(new Panel(pixels(i + 1, 0), Optional.empty()));
        }
        // When
        Picture picture = new MethodGrid(titles, List.of(new Row("", panels))).draw();
        // Then: six and five, titles above both
        int line = TITLE + 80 + 10 + TITLE - 8;
        assertThat(picture.width()).isEqualTo(8 + 6 * 174 - 14 + 8);
        assertThat(picture.height()).isEqualTo(line + 80 + 8);
        assertThat(corners(picture, 8 + 5 * 174, TITLE)).containsOnly(6);
        assertThat(corners(picture, 8, line)).containsOnly(7);
        assertThat(corners(picture, 8 + 4 * 174, line)).containsOnly(11);
        assertThat(corners(picture, 8 + 5 * 174, line)).containsOnly(Colour.WHITE);
    }

    @Test
    void shortTitlesStandRightAboveTheirPictures() {
        // Given: a title of two lines and one of one
        MethodGrid grid = new MethodGrid(List.of("lrp.epsilon_alpha2beta1_flat", "L"), List.of(row(1, 2)));
        // When
        Picture picture = grid.draw();
        // Then: the stem of the L ends 4 + 6 rows above the picture, its top is 9 rows higher
        int pictures = TITLE + Lettering.HEIGHT + 2;
        assertThat(picture.colour(8 + 174, pictures)).isEqualTo(2);
        assertThat(picture.colour(8 + 174, pictures - 10)).isEqualTo(Colour.INK);
        assertThat(picture.colour(8 + 174, pictures - 19)).isEqualTo(Colour.INK);
        assertThat(picture.colour(8 + 174, pictures - 22)).isEqualTo(Colour.WHITE);
    }

    @Test
    void theScaleRunsFromTheNegativeToThePositiveColour() {
        // Given
        ColourBar bar = new ColourBar(ColourMap.COLD_HOT, 0.25);
        Row row = new Row(
                "Bag", List.of(new Panel(pixels(1, 2), Optional.empty()), new Panel(pixels(3, 4), Optional.of(bar))));
        // When
        Picture picture = new MethodGrid(List.of("input", "lrp.z"), List.of(row)).draw();
        // Then
        int y = TITLE + 80 + 6 + 4;
        assertThat(picture.colour(8 + 174, y)).isEqualTo(ColourMap.COLD_HOT.colour(-1));
        assertThat(picture.colour(8 + 174 + 159, y)).isEqualTo(ColourMap.COLD_HOT.colour(1));
        assertThat(picture.height()).isEqualTo(TITLE + 80 + 6 + ColourBar.HEIGHT + 8);
    }

    @Test
    void aScaleSaysWhatHasNone() {
        // Given
        List<Picture> drawn = new ArrayList<>();
        for (double extreme : new double[] {1, 0, Double.NaN}) {
            Canvas canvas = Canvas.create(ColourBar.HEIGHT, 160, Colour.WHITE);
            // When
            new ColourBar(ColourMap.GREY, extreme).draw(canvas, 0, 0, 160);
            drawn.add(canvas.picture());
        }
        // Then: without finite values there is no ramp
        assertThat(drawn.get(0).colour(0, 0)).isZero();
        assertThat(drawn.get(1).colour(0, 0)).isZero();
        assertThat(drawn.get(2).colour(0, 0)).isEqualTo(Colour.WHITE);
        assertThat(drawn.get(1).png()).isNotEqualTo(drawn.get(0).png());
    }

    @Test
    void thePixelsAreTheSameOnEveryJavaRuntime() {
        // Given
        ColourBar bar = new ColourBar(ColourMap.BLUE_RED, 3.14159e-7);
        Row row = new Row(
                "T-shirt/top, 0.99",
                List.of(new Panel(pixels(1, 2), Optional.empty()), new Panel(pixels(3, 4), Optional.of(bar))));
        MethodGrid grid = new MethodGrid(List.of("input", "lrp.epsilon_alpha2beta1_flat"), List.of(row));
        // When
        Picture picture = grid.draw();
        // Then: taken on JDK 17 and 25 alike; changes whenever the drawing does
        CRC32 crc = new CRC32();
        for (int i = 0; i < picture.height() * picture.width(); i++) {
            int colour = picture.colour(i % picture.width(), i / picture.width());
            crc.update(colour >> 16);
            crc.update(colour >> 8);
            crc.update(colour);
        }
        assertThat(crc.getValue()).isEqualTo(3449984959L);
        assertThat(grid.draw().png()).isEqualTo(picture.png());
    }

    @Test
    void numbersOnScalesHaveTwoDigits() {
        assertThat(Numbers.brief(0.031415)).isEqualTo("0.031");
        assertThat(Numbers.brief(12.34)).isEqualTo("12");
        assertThat(Numbers.brief(999.9)).isEqualTo("1000");
        assertThat(Numbers.brief(0.00042)).isEqualTo("4.2e-4");
        assertThat(Numbers.brief(1e30)).isEqualTo("1e30");
        assertThat(Numbers.brief(2)).isEqualTo("2");
    }

    @Test
    void refusesRaggedRowsAndPicturesOfOtherSizes() {
        assertThatThrownBy(() -> new MethodGrid(List.of("input"), List.of(row(1, 2))))
                .hasMessage("2 panels in a row for 1 titles");
        Row odd = new Row("", List.of(new Panel(Picture.wrap(1, 1, new byte[3]), Optional.empty())));
        Row even = new Row("", List.of(new Panel(pixels(1, 2), Optional.empty())));
        assertThatThrownBy(() -> new MethodGrid(List.of("input"), List.of(odd, even)))
                .hasMessage("Picture 2x1 is not of the size of Picture 1x1");
        assertThatThrownBy(() -> new MethodGrid(List.of("input"), List.of())).hasMessageContaining("no image");
    }

    @Test
    void refusesPicturesThatAreTooLarge() {
        // Given: a thousand photos
        Picture photo = Picture.wrap(512, 512, new byte[512 * 512 * 3]);
        Row row = new Row("", List.of(new Panel(photo, Optional.empty())));
        MethodGrid grid = new MethodGrid(List.of("input"), Collections.nCopies(1000, row));
        // Then
        assertThatThrownBy(grid::draw).hasMessageContaining("draw fewer images or methods");
    }

    /** A panel of the colour with a black pixel on its right, twice. */
    private static Row row(int left, int right) {
        return new Row(
                "",
                List.of(new Panel(pixels(left, 0), Optional.empty()), new Panel(pixels(right, 0), Optional.empty())));
    }

    private static Picture pixels(int left, int right) {
        return Canvas.painted(1, 2, i -> i == 0 ? left : right);
    }

    /** Of the enlarged left pixel of a picture that begins there. */
    private static List<Integer> corners(Picture picture, int left, int top) {
        return List.of(
                picture.colour(left, top),
                picture.colour(left + 79, top),
                picture.colour(left, top + 79),
                picture.colour(left + 79, top + 79));
    }
}
