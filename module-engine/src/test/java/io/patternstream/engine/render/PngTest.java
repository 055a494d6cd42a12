/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
    @Test
    void encodedPixelsAreReadBackByAnIndependentDecoder() throws IOException {
        // Given: larger than one IDAT chunk
        byte[] samples = noise();
        // When
        Picture picture = Picture.wrap(200, 300, samples);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.png()));
        // Then
        assertThat(image.getWidth()).isEqualTo(300);
        for (int i = 0; i < 300 * 200; i++) {
            int expected =
                    ((samples[3 * i] & 0xff) << 16) | ((samples[3 * i + 1] & 0xff) << 8) | (samples[3 * i + 2] & 0xff);
            assertThat(image.getRGB(i % 300, i / 300) & 0xffffff).isEqualTo(expected);
            assertThat(picture.colour(i % 300, i / 300)).isEqualTo(expected);
        }
    }

    @Test
    void theSamePixelsGiveTheSameBytesAndNothingElseIsInTheFile() {
        // When
        byte[] first = Png.rgb(200, 300, noise());
        byte[] second = Png.rgb(200, 300, noise());
        // Then
        assertThat(second).isEqualTo(first);
        String text = new String(first, StandardCharsets.ISO_8859_1);
        assertThat(text).doesNotContain("tIME", "tEXt", "pHYs", "iCCP", "gAMA");
    }

    @Test
    void refusesSamplesThatAreNoPicture() {
        assertThatThrownBy(() -> Picture.wrap(2, 2, new byte[11])).hasMessageContaining("11 samples");
    }

    private static byte[] noise() {
        byte[] samples = new byte[300 * 200 * 3];
        new Random(1).nextBytes(samples);
        return samples;
    }
}
