/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.Preprocessing.ChannelOrder;
import io.patternstream.engine.preprocess.Preprocessing.Resize;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessorTest {
    /** Three different constant planes of 2x2. */
    private static final Pixels COLOUR = Pixels.planar(
            3, 2, 2, new byte[] {(byte) 255, (byte) 255, (byte) 255, (byte) 255, 100, 100, 100, 100, 10, 10, 10, 10});

    @Test
    void presetsEqualTheirFormulas() {
        assertThat(first("imagenet", COLOUR))
                .containsExactly(
                        new float[] {
                            (1 - 0.485f) / 0.229f, (100 / 255f - 0.456f) / 0.224f, (10 / 255f - 0.406f) / 0.225f
                        },
                        within(1e-5f));
        assertThat(first("imagenet-caffe", COLOUR)).containsExactly(10 - 104, 100 - 117, 255 - 123);
        assertThat(first("MobileNet", COLOUR))
                .containsExactly(new float[] {1, 100 / 127.5f - 1, 10 / 127.5f - 1}, within(1e-6f));
        assertThat(first("cifar10", COLOUR))
                .containsExactly(new float[] {1, 2 * 100 / 255f - 1, 2 * 10 / 255f - 1}, within(1e-6f));
        assertThat(first("unit", COLOUR)).containsExactly(new float[] {1, 100 / 255f, 10 / 255f}, within(1e-6f));
        assertThat(first("raw", COLOUR)).containsExactly(255, 100, 10);
    }

    @Test
    void imageOfTheInputsSizeKeepsEveryPixel() {
        // Given
        byte[] planes = new byte[7 * 9];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = (byte) (i * 41);
        }

        // When
        Tensor crop = apply(Resize.CENTRE_CROP, 7, 9, planes, 7, 9);
        Tensor stretch = apply(Resize.STRETCH, 7, 9, planes, 7, 9);

        // Then
        for (int i = 0; i < planes.length; i++) {
            assertThat(crop.at(i)).isEqualTo(planes[i] & 0xff);
            assertThat(stretch.at(i)).isEqualTo(planes[i] & 0xff);
        }
    }

    /**
     * Expected values of Pillow 13.0.0, {@code Image.fromarray(a, 'F').resize((w, h), Image.BILINEAR)}; it keeps its weights
     * in float64.
     */
    @Test
    void scalingEqualsPillow() {
        // Given
        byte[] planes = new byte[9 * 13];
        for (int i = 0; i < planes.length; i++) {
            int y = i / 13;
            int x = i % 13;
            planes[i] = (byte) (y * 37 + x * 91 + y * x * 13);
        }
        float[] shrunk = {
            124.74333f, 125.002975f, 145.1637f, 121.10333f, //
            138.50075f, 145.32143f, 132.92195f, 106.530365f, //
            132.11f, 137.83035f, 135.62202f, 121.776665f
        };
        float[] wideFirstRow = {
            30.657143f,
            96.50925f,
            153.2521f,
            164.81848f,
            86.03193f,
            115.66891f,
            126.805046f,
            112.12605f,
            78.08572f,
            155.91093f,
            175.6521f,
            158.82185f,
            126.93278f,
            120.858826f,
            149.20503f,
            133.66554f,
            67f
        };

        // When
        Tensor small = apply(Resize.STRETCH, 9, 13, planes, 3, 4);
        Tensor wide = apply(Resize.STRETCH, 9, 13, planes, 4, 17);

        // Then
        for (int i = 0; i < 12; i++) {
            assertThat(small.at(i)).isCloseTo(shrunk[i], within(1e-4f));
        }
        for (int i = 0; i < 17; i++) {
            assertThat(wide.at(i)).isCloseTo(wideFirstRow[i], within(1e-4f));
        }
    }

    @Test
    void centreCropCutsTheMiddleOutOfTheScaledImage() {
        // Given: a ramp over 512 columns, scaled by 1/2 to 256 rows and 256 columns, 16 columns cut off on each side
        byte[] planes = new byte[512 * 512];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = (byte) (i % 512 / 2);
        }

        // When
        Tensor cropped = apply(Resize.CENTRE_CROP, 512, 512, planes, 224, 224);

        // Then: columns 2k and 2k + 1 have the value k
        assertThat(cropped.at(0)).isCloseTo(16, within(1e-3f));
        assertThat(cropped.at(100)).isCloseTo(116, within(1e-3f));
        assertThat(cropped.at(223)).isCloseTo(239, within(1e-3f));
    }

    @Test
    void oddMarginsAreRoundedToTheEvenSideAsTorchvisionDoes() {
        // Given: 256 rows stay, 455 columns leave a margin of 231 = 116 + 115
        byte[] planes = new byte[256 * 455];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = (byte) (i % 455 / 2);
        }

        // When
        Tensor cropped = apply(Resize.CENTRE_CROP, 256, 455, planes, 224, 224);

        // Then
        assertThat(cropped.at(0)).isEqualTo(58);
        assertThat(cropped.at(1)).isEqualTo(58);
        assertThat(cropped.at(2)).isEqualTo(59);
    }

    @Test
    void anyAspectRatioIsCropped() {
        for (int[] size : new int[][] {{1, 300}, {300, 1}, {5, 7}, {1000, 30}, {225, 224}}) {
            byte[] planes = new byte[size[0] * size[1]];
            Arrays.fill(planes, (byte) 200);

            Tensor cropped = apply(Resize.CENTRE_CROP, size[0], size[1], planes, 224, 160);

            for (int i = 0; i < 224 * 160; i++) {
                assertThat(cropped.at(i)).isCloseTo(200, within(1e-3f));
            }
        }
    }

    @Test
    void longThinImagesAreRefusedSinceScalingThemWouldFillTheMemory() {
        // Given: 9 million rows of one pixel; scaled to the input's width they would take 8 GB
        Preprocessor preprocessor = Preprocessor.create(Preprocessing.preset("raw"), Shape.of(1, 224, 224));
        Pixels tall = Pixels.planar(1, 9_000_000, 1, new byte[9_000_000]);

        // When // Then
        assertThatThrownBy(() -> preprocessor.apply(tall))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.PAYLOAD_TOO_LARGE))
                .hasMessageContaining("1x9000000 pixels, a side of at most 65535");
    }

    @Test
    void colourBecomesGreyAndGreyIsRepeated() {
        // Given
        Preprocessing raw = Preprocessing.preset("raw");
        Pixels grey = Pixels.planar(1, 1, 1, new byte[] {77});

        // When
        Tensor one = Preprocessor.create(raw, Shape.of(1, 2, 2)).apply(COLOUR);
        Tensor three = Preprocessor.create(raw, Shape.of(3, 1, 1)).apply(grey);

        // Then
        assertThat(one.at(3)).isCloseTo(0.299f * 255 + 0.587f * 100 + 0.114f * 10, within(1e-4f));
        assertThat(new float[] {three.at(0), three.at(1), three.at(2)}).containsOnly(77);
    }

    @Test
    void restoringGivesThePixelsBack() {
        for (String preset : List.of("imagenet", "imagenet-caffe", "mobilenet", "cifar10", "unit", "raw")) {
            // Given
            Preprocessor preprocessor = Preprocessor.create(Preprocessing.preset(preset), Shape.of(3, 2, 2));

            // When
            byte[] rgb = preprocessor.restore(preprocessor.apply(COLOUR));

            // Then
            assertThat(rgb).startsWith(255, 100, 10).hasSize(12);
        }
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> Preprocessing.preset("vgg"))
                .hasMessage("unknown preprocessing 'vgg'; use imagenet, imagenet-caffe, mobilenet, cifar10, unit, raw");
        assertThatThrownBy(() -> Preprocessor.create(Preprocessing.preset("imagenet"), Shape.of(1, 28, 28)))
                .hasMessageContaining("3 values")
                .hasMessageContaining("1 channels");
        assertThatThrownBy(() -> Preprocessor.create(Preprocessing.preset("raw"), Shape.of(4, 2, 2))
                        .apply(COLOUR))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.SHAPE_MISMATCH));
        assertThatThrownBy(() -> new Preprocessing(ChannelOrder.RGB, 1, List.of(0.0), List.of(0.0), Resize.STRETCH))
                .hasMessageContaining("other than 0");
    }

    @Test
    void brightnessDoesNotDependOnTheOrderOfTheColours() {
        // Given
        Preprocessing bgr = new Preprocessing(ChannelOrder.BGR, 1, List.of(0.0), List.of(1.0), Resize.STRETCH);

        // When
        Tensor grey = Preprocessor.create(bgr, Shape.of(1, 2, 2)).apply(COLOUR);

        // Then
        assertThat(grey.at(3)).isCloseTo(0.299f * 255 + 0.587f * 100 + 0.114f * 10, within(1e-4f));
    }

    private static float[] first(String preset, Pixels pixels) {
        Tensor tensor = Preprocessor.create(Preprocessing.preset(preset), Shape.of(3, 2, 2))
                .apply(pixels);
        return new float[] {tensor.at(0), tensor.at(4), tensor.at(8)};
    }

    private static Tensor apply(Resize resize, int height, int width, byte[] planes, int toHeight, int toWidth) {
        Preprocessing raw = new Preprocessing(ChannelOrder.RGB, 1, List.of(0.0), List.of(1.0), resize);
        return Preprocessor.create(raw, Shape.of(1, toHeight, toWidth)).apply(Pixels.planar(1, height, width, planes));
    }
}
