/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.preprocess.Preprocessor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class HeatmapImageTest {
    private static final int NEUTRAL = 0xf6f6f6;
    private static final int POSITIVE = 0x8a0820;
    private static final int NEGATIVE = 0x12287a;

    @Test
    void channelsAreSummedWithTheirSigns() throws IOException {
        // Given: sums 4, -4, 0, 0
        Tensor attribution = Tensor.of(Shape.of(2, 2, 2), 3, -1, 5, 0, 1, -3, -5, 0);

        // When
        BufferedImage image = read(HeatmapImage.png(attribution));

        // Then
        assertThat(rgb(image, 0, 0)).isEqualTo(POSITIVE);
        assertThat(rgb(image, 1, 0)).isEqualTo(NEGATIVE);
        assertThat(rgb(image, 0, 1)).isEqualTo(NEUTRAL);
        assertThat(rgb(image, 1, 1)).isEqualTo(NEUTRAL);
    }

    @Test
    void scalingTheMapDoesNotChangeThePicture() {
        // Given: magnitudes as PatternNet reaches them
        Tensor small = Tensor.of(Shape.of(1, 2, 3), 1, -2, 3, -4, 5, 0);
        Tensor large = Tensor.of(Shape.of(1, 2, 3), 0x1p90f, -0x1p91f, 3 * 0x1p90f, -0x1p92f, 5 * 0x1p90f, 0);

        // Then
        assertThat(HeatmapImage.png(large)).isEqualTo(HeatmapImage.png(small));
    }

    @Test
    void zeroMapIsNeutralAndNaNToo() throws IOException {
        // Given
        Tensor zero = Tensor.of(Shape.of(3, 4, 4), new float[48]);
        Tensor odd = Tensor.of(Shape.of(1, 1, 4), Float.NaN, 1, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);

        // When
        BufferedImage neutral = read(HeatmapImage.png(zero));
        BufferedImage guarded = read(HeatmapImage.png(odd));

        // Then
        for (int i = 0; i < 16; i++) {
            assertThat(rgb(neutral, i % 4, i / 4)).isEqualTo(NEUTRAL);
        }
        assertThat(rgb(guarded, 0, 0)).isEqualTo(NEUTRAL);
        assertThat(rgb(guarded, 2, 0)).isEqualTo(POSITIVE);
        assertThat(rgb(guarded, 3, 0)).isEqualTo(NEGATIVE);
    }

    @Test
    void percentileKeepsAnOutlierFromOutshiningTheRest() throws IOException {
        // Given: 99 ones and one 1000
        float[] values = new float[100];
        Arrays.fill(values, 1);
        values[42] = 1000;
        Tensor attribution = Tensor.of(Shape.of(1, 10, 10), values);

        // Then
        assertThat(rgb(read(HeatmapImage.png(attribution, 99)), 0, 0)).isEqualTo(POSITIVE);
        assertThat(rgb(read(HeatmapImage.png(attribution)), 0, 0)).isNotEqualTo(POSITIVE);
        assertThatThrownBy(() -> HeatmapImage.png(attribution, 0)).hasMessageContaining("percentile 0.0");
    }

    @Test
    void encodedPixelsAreReadBackByAnIndependentDecoder() throws IOException {
        // Given: larger than one IDAT chunk
        byte[] samples = new byte[300 * 200 * 3];
        new Random(1).nextBytes(samples);

        // When
        BufferedImage image = read(Png.rgb(200, 300, samples));

        // Then
        assertThat(image.getWidth()).isEqualTo(300);
        for (int i = 0; i < 300 * 200; i++) {
            int expected =
                    ((samples[3 * i] & 0xff) << 16) | ((samples[3 * i + 1] & 0xff) << 8) | (samples[3 * i + 2] & 0xff);
            assertThat(rgb(image, i % 300, i / 300)).isEqualTo(expected);
        }
    }

    @Test
    void gridShowsEachImageBesideItsHeatmap() throws IOException {
        // Given: a white and a black image of 1x2 pixels, far lower than 112
        Tensor images = Tensor.of(Shape.of(2, 1, 1, 2), 1, 1, 0, 0);
        Tensor attributions = Tensor.of(Shape.of(2, 1, 1, 2), 1, -1, 0, 0);
        Preprocessor preprocessor = Preprocessor.create(Preprocessing.preset("unit"), Shape.of(1, 1, 2));

        // When
        BufferedImage grid = read(ImageGrid.png(images, attributions, preprocessor));

        // Then
        int pixel = 112; // enlarged so often
        assertThat(grid.getWidth()).isEqualTo(4 * pixel + 2);
        assertThat(grid.getHeight()).isEqualTo(2 * pixel + 2);
        assertThat(rgb(grid, 0, 0)).isEqualTo(0xffffff);
        assertThat(rgb(grid, 2 * pixel - 1, pixel - 1)).isEqualTo(0xffffff);
        assertThat(rgb(grid, 0, pixel + 2)).isEqualTo(0);
        assertThat(rgb(grid, 2 * pixel + 2, 0)).isEqualTo(POSITIVE);
        assertThat(rgb(grid, 3 * pixel + 1, pixel - 1)).isEqualTo(POSITIVE);
        assertThat(rgb(grid, 3 * pixel + 2, 0)).isEqualTo(NEGATIVE);
        assertThat(rgb(grid, 2 * pixel + 2, pixel + 2)).isEqualTo(NEUTRAL);
    }

    private static int rgb(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & 0xffffff;
    }

    private static BufferedImage read(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }
}
