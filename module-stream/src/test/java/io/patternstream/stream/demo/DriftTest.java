/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.engine.render.Png;
import io.patternstream.stream.pipeline.Payload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class DriftTest {
    private static final int EDGE = 64;
    private static final List<Integer> RAMP =
            IntStream.range(0, EDGE * EDGE).map(i -> i % 256).boxed().toList();

    private final ReplayImage image = grey(RAMP);

    @Test
    void strengthGrowsInProportionBetweenItsRecords() {
        // Given
        Drift drift = new Drift(DriftKind.NOISE, 100, 50);
        Drift sudden = new Drift(DriftKind.NOISE, 100, 0);
        // Then
        assertThat(LongStream.of(0, 100, 110, 149, 150, 1000).mapToDouble(drift::strength))
                .containsExactly(0.0, 0.0, 0.2, 0.98, 1.0, 1.0);
        assertThat(LongStream.of(99, 100).mapToDouble(sudden::strength)).containsExactly(0.0, 1.0);
    }

    @Test
    void recordsBeforeADriftStayTheSameBytes() {
        // Given
        ReplaySequence drifting = ReplaySequence.loop(List.of(image)).drifting(new Drift(DriftKind.INVERSION, 3, 0));
        // Then
        assertThat(drifting.at(2)).isSameAs(image);
        assertThat(drifting.at(3)).isNotEqualTo(image);
    }

    @Test
    void theSameRecordAlwaysChangesInTheSameWay() {
        // Given
        Drift drift = new Drift(DriftKind.NOISE, 0, 0);
        // Then
        assertThat(samples(drift.apply(image, 7))).isEqualTo(samples(drift.apply(image, 7)));
        assertThat(samples(drift.apply(image, 8))).isNotEqualTo(samples(drift.apply(image, 7)));
    }

    @Test
    void brightnessAddsUpToFortyPercentOfTheRange() {
        // When
        List<Integer> half = samples(new Drift(DriftKind.BRIGHTNESS, 0, 10).apply(image, 5));
        List<Integer> full = samples(new Drift(DriftKind.BRIGHTNESS, 0, 10).apply(image, 10));
        // Then
        assertThat(half).isEqualTo(RAMP.stream().map(v -> Math.min(255, v + 51)).toList());
        assertThat(full)
                .isEqualTo(RAMP.stream().map(v -> Math.min(255, v + 102)).toList());
    }

    @Test
    void contrastLeavesThirtyPercentOfTheDistanceToTheMiddle() {
        // When
        List<Integer> full = samples(new Drift(DriftKind.CONTRAST, 0, 0).apply(image, 0));
        // Then
        assertThat(full)
                .isEqualTo(RAMP.stream()
                        .map(v -> (int) Math.round(127.5 + 0.3 * (v - 127.5)))
                        .toList());
    }

    @Test
    void inversionTurnsTheShareOfImagesThatItsStrengthIs() {
        // Given
        Drift drift = new Drift(DriftKind.INVERSION, 0, 4000);
        List<Integer> negative = RAMP.stream().map(v -> 255 - v).toList();
        // When 400 records with strengths around a quarter
        List<List<Integer>> images = LongStream.range(800, 1200)
                .mapToObj(number -> samples(drift.apply(image, number)))
                .toList();
        // Then each is as it was or a negative; 400 draws of 1/4 vary by 2.2 % (one standard deviation)
        assertThat(images).allMatch(found -> found.equals(RAMP) || found.equals(negative));
        assertThat(images.stream().filter(negative::equals).count() / 400.0).isCloseTo(0.25, within(0.09));
    }

    @Test
    void noiseHasNoMeanAndAQuarterOfTheRangeAsDeviation() {
        // Given an image in the middle grey, so that clipping cuts only what is beyond two deviations
        ReplayImage middle = grey(RAMP.stream().map(v -> 128).toList());
        // When
        List<Integer> found = samples(new Drift(DriftKind.NOISE, 0, 0).apply(middle, 1));
        // Then 4096 draws: the mean varies by 1, and clipping at two deviations leaves 0.96 of a deviation
        double mean = found.stream().mapToInt(v -> v).average().orElseThrow();
        double variance = found.stream()
                .mapToDouble(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(128, within(4.0));
        assertThat(Math.sqrt(variance)).isCloseTo(0.96 * 0.25 * 255, within(3.0));
    }

    @Test
    void colourImagesOfJpegStayInColour() throws IOException {
        // Given
        BufferedImage red = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        IntStream.range(0, 64).forEach(i -> red.setRGB(i % 8, i / 8, 0xC81E1E));
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(red, "jpg", jpeg);
        ReplayImage encoded = new ReplayImage("red", "image/jpeg", Payload.wrap(jpeg.toByteArray()));
        // When
        ReplayImage negative = new Drift(DriftKind.INVERSION, 0, 0).apply(encoded, 0);
        // Then the negative of red is cyan, up to what JPEG loses
        int rgb = read(negative).getRGB(4, 4);
        assertThat(negative.contentType()).isEqualTo("image/png");
        assertThat(rgb >> 16 & 0xFF).isCloseTo(0x37, within(4));
        assertThat(rgb >> 8 & 0xFF).isCloseTo(0xE1, within(4));
        assertThat(rgb & 0xFF).isCloseTo(0xE1, within(4));
    }

    @Test
    void whatIsNoPictureIsRefusedByName() {
        // Given
        ReplayImage array = new ReplayImage("a.npy", "application/x-npy", Payload.wrap(new byte[] {1, 2, 3}));
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Drift(DriftKind.CONTRAST, 0, 0).apply(array, 0))
                .withMessageContaining("a.npy")
                .withMessageContaining("use PNG or JPEG");
    }

    private static ReplayImage grey(List<Integer> values) {
        byte[] bytes = new byte[values.size()];
        IntStream.range(0, bytes.length).forEach(i -> bytes[i] = values.get(i).byteValue());
        return new ReplayImage("ramp", "image/png", Payload.wrap(Png.grey(EDGE, EDGE, bytes)));
    }

    private static List<Integer> samples(ReplayImage image) {
        BufferedImage pixels = read(image);
        return IntStream.range(0, EDGE * EDGE)
                .mapToObj(i -> pixels.getRaster().getSample(i % EDGE, i / EDGE, 0))
                .toList();
    }

    private static BufferedImage read(ReplayImage image) {
        try {
            return ImageIO.read(new ByteArrayInputStream(image.bytes().toArray()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
