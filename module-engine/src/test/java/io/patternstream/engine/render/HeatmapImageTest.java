/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeatmapImageTest {
    private static final HeatmapImage PLAIN = new HeatmapImage(ColourMap.BLUE_RED, Normalisation.maxAbs());
    private static final Picture IMAGE = Picture.wrap(2, 3, new byte[18]);

    @Test
    void channelsAreSummedWithTheirSigns() {
        // Given: sums 4, -4, 0, 2
        Tensor attribution = Tensor.of(Shape.of(2, 2, 2), 3, -1, 5, 0, 1, -3, -5, 2);
        // When
        Picture picture = PLAIN.draw(attribution);
        // Then
        assertThat(colours(picture))
                .containsExactly(
                        ColourMap.BLUE_RED.colour(1),
                        ColourMap.BLUE_RED.colour(-1),
                        ColourMap.BLUE_RED.colour(0),
                        ColourMap.BLUE_RED.colour(0.5));
    }

    @Test
    void rowsGoDownAndColumnsToTheRight() {
        // Given: one strong pixel, in row 1 of 2, column 2 of 3
        Tensor attribution = Tensor.of(Shape.of(1, 2, 3), 0, 0, 0, 0, 0, 7);
        // When
        Picture picture = PLAIN.draw(attribution, IMAGE);
        // Then
        assertThat(picture.height()).isEqualTo(2);
        assertThat(picture.width()).isEqualTo(3);
        assertThat(picture.colour(2, 1)).isEqualTo(ColourMap.BLUE_RED.colour(1));
        assertThat(colours(picture)).containsOnlyOnce(ColourMap.BLUE_RED.colour(1));
    }

    @ParameterizedTest
    @EnumSource
    void theNegatedMapHasTheColoursOfTheNegatedValues(ColourMap colours) {
        // Given
        HeatmapImage heatmap = new HeatmapImage(colours, new Normalisation(90));
        Tensor map = random(1);
        Tensor negated = random(-1);
        SignedMap values = SignedMap.of(map, heatmap.normalisation());
        // When
        Picture picture = heatmap.draw(negated);
        // Then
        for (int i = 0; i < 36; i++) {
            assertThat(picture.colour(i % 6, i / 6)).isEqualTo(colours.colour(-values.value(i)));
        }
        assertThat(heatmap.bar(negated)).isEqualTo(heatmap.bar(map));
    }

    @Test
    void scalingTheMapDoesNotChangeThePicture() {
        // Given: magnitudes as PatternNet reaches them
        Tensor small = random(1);
        Tensor large = random(0x1p100f);
        Tensor tiny = random(0x1p-100f);
        // Then
        assertThat(PLAIN.draw(large).png()).isEqualTo(PLAIN.draw(small).png());
        assertThat(PLAIN.draw(tiny).png()).isEqualTo(PLAIN.draw(small).png());
    }

    @ParameterizedTest
    @EnumSource
    void aMapOfZerosIsNeutral(ColourMap colours) {
        // Given
        HeatmapImage heatmap = new HeatmapImage(colours, new Normalisation(99));
        // When
        Picture picture = heatmap.draw(Tensor.of(Shape.of(3, 2, 2), new float[12]));
        // Then
        assertThat(colours(picture)).containsOnly(colours.neutral());
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aMapThatIsNotFiniteIsNeutralAndCrossedOut(float odd) {
        // Given
        float[] values = new float[25];
        values[3] = odd;
        values[7] = 1;
        // When
        Picture picture = PLAIN.draw(Tensor.of(Shape.of(1, 5, 5), values));
        // Then
        int cross = picture.colour(0, 0);
        for (int i = 0; i < 25; i++) {
            boolean diagonal = i % 5 == i / 5 || i % 5 == 4 - i / 5;
            assertThat(picture.colour(i % 5, i / 5)).isEqualTo(diagonal ? cross : ColourMap.BLUE_RED.neutral());
        }
        assertThat(cross).isNotEqualTo(ColourMap.BLUE_RED.neutral());
    }

    @Test
    void infinitiesOfBothSignsInTwoChannelsAreNotFinite() {
        // Given: their sum is NaN
        Tensor attribution = Tensor.of(Shape.of(2, 1, 2), Float.POSITIVE_INFINITY, 1, Float.NEGATIVE_INFINITY, 1);
        // Then
        assertThat(PLAIN.bar(attribution).orElseThrow().extreme()).isNaN();
    }

    private static Tensor random(float factor) {
        Random random = new Random(3);
        float[] values = new float[72];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * factor;
        }
        return Tensor.of(Shape.of(2, 6, 6), values);
    }

    private static int[] colours(Picture picture) {
        int[] colours = new int[picture.height() * picture.width()];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = picture.colour(i % picture.width(), i / picture.width());
        }
        return colours;
    }
}
