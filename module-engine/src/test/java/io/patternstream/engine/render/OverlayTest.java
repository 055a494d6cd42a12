/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.Preprocessing.ChannelOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlayTest {
    private static final HeatmapImage HEATMAP = new HeatmapImage(ColourMap.BLUE_RED, Normalisation.maxAbs());
    private static final Overlay OVERLAY = new Overlay(HEATMAP);
    /** Pure red, green, blue and white. */
    private static final Picture IMAGE = Picture.wrap(2, 2, new byte[] {-1, 0, 0, 0, -1, 0, 0, 0, -1, -1, -1, -1});

    @Test
    void whereTheValueIsZeroTheImageShowsInGrey() {
        // When
        Picture picture = OVERLAY.draw(Tensor.of(Shape.of(1, 2, 2), new float[4]), IMAGE);
        // Then: 255 times 0.299, 0.587, 0.114, 1
        assertThat(picture.colour(0, 0)).isEqualTo(76 * 0x010101);
        assertThat(picture.colour(1, 0)).isEqualTo(150 * 0x010101);
        assertThat(picture.colour(0, 1)).isEqualTo(29 * 0x010101);
        assertThat(picture.colour(1, 1)).isEqualTo(Colour.WHITE);
    }

    @Test
    void theStrongestPixelsHaveTheHueOfTheirSignAndTheImageShowsThrough() {
        // When
        Picture picture = OVERLAY.draw(Tensor.of(Shape.of(1, 2, 2), 1, -1, 1, -1), IMAGE);
        // Then
        int positive = picture.colour(0, 0);
        int negative = picture.colour(1, 0);
        assertThat(positive >> 16 & 0xff).isGreaterThan((positive & 0xff) + 50);
        assertThat(negative & 0xff).isGreaterThan((negative >> 16 & 0xff) + 50);
        assertThat(picture.colour(0, 1)).isNotEqualTo(positive);
    }

    @Test
    void whatIsNotToBeTrustedIsNeutralAndCrossedOutHoweverItIsDrawn() {
        // Given
        Picture image = Picture.wrap(3, 3, new byte[27]);
        BackProjection colours = new BackProjection(Normalisation.maxAbs(), ChannelOrder.RGB);
        for (Rendering rendering : List.of(HEATMAP, OVERLAY, colours)) {
            // When
            Picture crossed = rendering.crossedOut(image);
            // Then
            int neutral = rendering.equals(colours) ? 0x808080 : ColourMap.BLUE_RED.neutral();
            assertThat(crossed.colour(1, 0)).isEqualTo(neutral);
            assertThat(crossed.colour(0, 0)).isNotEqualTo(neutral).isEqualTo(crossed.colour(2, 0));
        }
    }

    @Test
    void isMarkedLikeTheHeatmapWhereItIsNotFinite() {
        // Given
        Tensor odd = Tensor.of(Shape.of(1, 2, 2), 1, 2, Float.NaN, 4);
        // Then
        assertThat(OVERLAY.draw(odd, IMAGE).png()).isEqualTo(HEATMAP.draw(odd).png());
        assertThat(OVERLAY.bar(odd)).isEqualTo(HEATMAP.bar(odd));
    }
}
