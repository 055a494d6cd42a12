/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.explain.MethodGroup;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.Preprocessing.ChannelOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackProjectionTest {
    private static final BackProjection RGB = new BackProjection(Normalisation.maxAbs(), ChannelOrder.RGB);
    private static final BackProjection BGR = new BackProjection(Normalisation.maxAbs(), ChannelOrder.BGR);
    private static final int MIDDLE = 0x808080;

    @Test
    void isHalfTheShareOfTheLargestMagnitudePlusOneHalf() {
        // Given: two pixels; the largest magnitude is 4
        Tensor signal = Tensor.of(Shape.of(3, 1, 2), 4, 2, -4, 1, 0, -1);
        // When
        Picture picture = RGB.draw(signal);
        // Then: 255 (x / 8 + 1/2), rounded
        assertThat(picture.colour(0, 0)).isEqualTo(0xff0080);
        assertThat(picture.colour(1, 0)).isEqualTo(Colour.of(191, 159, 96));
    }

    @Test
    void blueComesFirstInModelsThatTakeItSo() {
        // Given
        Tensor signal = Tensor.of(Shape.of(3, 1, 2), 4, 2, -4, 1, 0, -1);
        // When
        Picture picture = BGR.draw(signal);
        // Then
        assertThat(picture.colour(0, 0)).isEqualTo(0x8000ff);
        assertThat(picture.colour(1, 0)).isEqualTo(Colour.of(96, 159, 191));
    }

    @Test
    void oneChannelIsGrey() {
        // When
        Picture picture = BGR.draw(Tensor.of(Shape.of(1, 1, 2), -3, 1.5f));
        // Then
        assertThat(picture.colour(0, 0)).isEqualTo(0);
        assertThat(picture.colour(1, 0)).isEqualTo(0xbfbfbf);
    }

    @Test
    void aSignalOfZerosIsMiddleGrey() {
        // When
        Picture picture = RGB.draw(Tensor.of(Shape.of(3, 1, 2), new float[6]));
        // Then
        assertThat(picture.colour(0, 0)).isEqualTo(MIDDLE);
        assertThat(picture.colour(1, 0)).isEqualTo(MIDDLE);
    }

    @Test
    void scalingTheSignalDoesNotChangeThePicture() {
        // Given
        Random random = new Random(11);
        float[] small = new float[6];
        float[] large = new float[6];
        for (int i = 0; i < 6; i++) {
            small[i] = (float) random.nextGaussian();
            large[i] = small[i] * 0x1p90f;
        }
        // Then
        assertThat(RGB.draw(Tensor.of(Shape.of(3, 1, 2), large)).png())
                .isEqualTo(RGB.draw(Tensor.of(Shape.of(3, 1, 2), small)).png());
    }

    @Test
    void whatIsCutOffIsAsBrightAsTheExtreme() {
        // Given: half of the magnitudes are at most 1
        BackProjection cutting = new BackProjection(new Normalisation(50), ChannelOrder.RGB);
        // When
        Picture picture = cutting.draw(Tensor.of(Shape.of(1, 1, 2), 1, -1000));
        // Then
        assertThat(picture.colour(0, 0)).isEqualTo(Colour.WHITE);
        assertThat(picture.colour(1, 0)).isEqualTo(0);
    }

    @Test
    void aSignalThatIsNotFiniteIsCrossedOut() {
        // Given
        float[] values = new float[27];
        values[20] = Float.NaN;
        // When
        Picture picture = RGB.draw(Tensor.of(Shape.of(3, 3, 3), values));
        // Then
        assertThat(picture.colour(1, 0)).isEqualTo(MIDDLE);
        assertThat(picture.colour(1, 1)).isNotEqualTo(MIDDLE);
        assertThat(RGB.bar(Tensor.of(Shape.of(3, 3, 3), values))).isEmpty();
    }

    @Test
    void refusesOtherNumbersOfChannels() {
        assertThatThrownBy(() -> RGB.draw(Tensor.of(Shape.of(2, 1, 2), new float[4])))
                .hasMessageContaining("1 or 3 channels")
                .hasMessageContaining("[2, 1, 2]");
    }

    @Test
    void whatLooksLikeAnImageIsBackProjectedAndTheRestIsAHeatmap() {
        // Given
        HeatmapImage heatmap = new HeatmapImage(ColourMap.GREY, new Normalisation(90));
        BackProjection colours = new BackProjection(new Normalisation(90), ChannelOrder.BGR);
        Shape photo = Shape.of(3, 8, 8);
        // Then
        assertThat(Plain.usual(MethodGroup.SIGNAL, photo, ChannelOrder.BGR, heatmap))
                .isEqualTo(colours);
        assertThat(Plain.usual(MethodGroup.FUNCTION, photo, ChannelOrder.BGR, heatmap))
                .isEqualTo(colours);
        assertThat(Plain.usual(MethodGroup.ATTRIBUTION, photo, ChannelOrder.BGR, heatmap))
                .isEqualTo(heatmap);
        assertThat(Plain.usual(MethodGroup.SIGNAL, Shape.of(4, 8, 8), ChannelOrder.BGR, heatmap))
                .isEqualTo(heatmap);
    }
}
