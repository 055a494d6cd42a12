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
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.render.Png;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageIoDecoderTest {
    private static final Shape INPUT = Shape.of(3, 4, 6);
    private static final byte[] PIXELS = pixels(4 * 6 * 3);
    private static final byte[] IMAGE = Png.rgb(4, 6, PIXELS);

    private final ImageIoDecoder decoder =
            ImageIoDecoder.create(Preprocessing.preset("raw"), INPUT, DecodeLimits.defaults());

    @Test
    void pngGivesItsPixelsAsPlanes() {
        // When
        Tensor tensor = decoder.decode(IMAGE, null);

        // Then
        assertThat(tensor.shape()).isEqualTo(INPUT);
        for (int i = 0; i < PIXELS.length; i++) {
            assertThat(tensor.at(i % 3 * 24 + i / 3)).isEqualTo(PIXELS[i] & 0xff);
        }
    }

    @Test
    void everyKindOfPngGivesTheStoredSamples() throws IOException {
        // Given: the same grey value 100 as 8 bits, with a palette, with alpha, and as 16 bits (100 * 257)
        for (int type : new int[] {
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_BYTE_INDEXED,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_USHORT_GRAY,
            BufferedImage.TYPE_INT_RGB
        }) {
            BufferedImage image = new BufferedImage(6, 4, type);
            if (type == BufferedImage.TYPE_BYTE_GRAY || type == BufferedImage.TYPE_USHORT_GRAY) {
                int[] samples = new int[24];
                Arrays.fill(samples, type == BufferedImage.TYPE_BYTE_GRAY ? 100 : 100 * 257);
                image.getRaster().setSamples(0, 0, 6, 4, 0, samples);
            } else {
                Graphics2D graphics = image.createGraphics();
                graphics.setColor(
                        type == BufferedImage.TYPE_BYTE_INDEXED ? new Color(102, 102, 102) : new Color(100, 100, 100));
                graphics.fillRect(0, 0, 6, 4);
                graphics.dispose();
            }

            // When
            Tensor tensor = decoder.decode(encoded(image, "png"), "image/png");

            // Then
            float expected = type == BufferedImage.TYPE_BYTE_INDEXED ? 102 : 100;
            for (int i = 0; i < 72; i++) {
                assertThat(tensor.at(i)).as("type %d", type).isCloseTo(expected, within(1e-3f));
            }
        }
    }

    @Test
    void greyPngServesAModelOfOneChannelUnchanged() {
        // Given
        ImageIoDecoder grey =
                ImageIoDecoder.create(Preprocessing.preset("raw"), Shape.of(1, 4, 6), DecodeLimits.defaults());
        byte[] samples = pixels(24);

        // When
        Tensor tensor = grey.decode(Png.grey(4, 6, samples), null);

        // Then
        for (int i = 0; i < 24; i++) {
            assertThat(tensor.at(i)).isEqualTo(samples[i] & 0xff);
        }
    }

    @Test
    void jpegWithFourColoursIsRefused() throws IOException {
        // Given a frame header (FF C0, length, precision, height, width, components) that names four components
        byte[] jpeg = encoded(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "jpg");
        for (int i = 2; i < jpeg.length; i++) {
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
                jpeg[i + 9] = 4;
                break;
            }
        }

        // When
        ExplainException error = error(jpeg, null);

        // Then
        assertThat(error.type()).isEqualTo(ErrorType.UNDECODABLE);
        assertThat(error).hasMessageContaining("CMYK");
    }

    @ParameterizedTest
    @CsvSource({"rgb, false", "rgb, true", "grey, false", "grey, true"})
    void jpegGivesTheSamplesThatItsReaderGives(String colours, boolean progressive) throws IOException {
        // Given: a picture with edges in colour, which subsampling of the colours smears
        BufferedImage image = new BufferedImage(
                53, 37, "grey".equals(colours) ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 53 * 37; i++) {
            image.setRGB(i % 53, i / 53, i / 5 * 2654435);
        }
        byte[] jpeg = progressive ? progressive(image) : encoded(image, "jpg");
        Raster expected = ImageIO.read(new ByteArrayInputStream(jpeg)).getRaster();
        ImageIoDecoder whole =
                ImageIoDecoder.create(Preprocessing.preset("raw"), Shape.of(3, 37, 53), DecodeLimits.defaults());

        // When
        Tensor tensor = whole.decode(jpeg, null);

        // Then
        for (int i = 0; i < 3 * 37 * 53; i++) {
            int band = Math.min(i / (37 * 53), expected.getNumBands() - 1);
            assertThat(tensor.at(i)).as("value %d", i).isEqualTo(expected.getSample(i % 53, i / 53 % 37, band));
        }
    }

    @Test
    void jpegIsDecodedAndATruncatedOneRefused() throws IOException {
        // Given
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(200, 30, 60));
        graphics.fillRect(0, 0, 64, 48);
        graphics.dispose();
        byte[] jpeg = encoded(image, "jpg");

        // When
        Tensor tensor = decoder.decode(jpeg, "image/jpeg; charset=binary");

        // Then
        assertThat(tensor.at(0)).isCloseTo(200, within(3f));
        assertThat(tensor.at(24)).isCloseTo(30, within(3f));
        assertThat(tensor.at(48)).isCloseTo(60, within(3f));
        for (int length : new int[] {4, jpeg.length / 2, jpeg.length - 20, jpeg.length - 3}) {
            assertThat(error(Arrays.copyOf(jpeg, length), null).type())
                    .as("length %d", length)
                    .isEqualTo(ErrorType.UNDECODABLE);
        }
    }

    @Test
    void aProgressiveJpegWithoutItsLastScansIsRefused() throws IOException {
        // Given: ImageIO decodes what is there, and says nothing
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 48; i++) {
            image.setRGB(i % 64, i / 64, i * 2654435);
        }
        byte[] jpeg = progressive(image);

        // When // Then
        assertThat(decoder.decode(jpeg, null).shape()).isEqualTo(INPUT);
        for (int length = 4; length < jpeg.length; length += 7) {
            assertThat(error(Arrays.copyOf(jpeg, length), null).type())
                    .as("length %d of %d", length, jpeg.length)
                    .isEqualTo(ErrorType.UNDECODABLE);
        }
    }

    private static byte[] progressive(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    @Test
    void embeddedColourProfileDoesNotChangeTheSamples() {
        // Given: the same samples, once with a linear RGB profile in an APP2 segment after the start mark
        BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(90, 160, 40));
        graphics.fillRect(0, 0, 6, 4);
        graphics.dispose();
        byte[] plain = encoded(image, "jpg");
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] name = "ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1);
        int afterJfif = 20;
        byte[] profiled = ByteBuffer.allocate(plain.length + 4 + name.length + profile.length)
                .put(plain, 0, afterJfif)
                .putShort((short) 0xffe2)
                .putShort((short) (2 + name.length + profile.length))
                .put(name)
                .put(profile)
                .put(plain, afterJfif, plain.length - afterJfif)
                .array();

        // When
        Tensor expected = decoder.decode(plain, null);
        Tensor tensor = decoder.decode(profiled, null);

        // Then
        for (int i = 0; i < 72; i++) {
            assertThat(tensor.at(i)).isEqualTo(expected.at(i));
        }
    }

    @Test
    void truncatedPngIsUndecodableAtEveryLength() {
        for (int length = 1; length < IMAGE.length; length++) {
            ExplainException error = error(Arrays.copyOf(IMAGE, length), "image/png");

            assertThat(error.type()).as("length %d", length).isEqualTo(ErrorType.UNDECODABLE);
        }
    }

    @Test
    void alteredPngIsUndecodable() {
        for (int at = 8; at < IMAGE.length; at++) {
            byte[] altered = IMAGE.clone();
            altered[at] ^= 4;

            assertThat(error(altered, "image/png").type())
                    .as("byte %d", at)
                    .isIn(ErrorType.UNDECODABLE, ErrorType.PAYLOAD_TOO_LARGE);
        }
    }

    @Test
    void hugePngIsRefusedByItsHeader() {
        // Given: 20000x20000 pixels announced, none there: decoding would fail otherwise
        byte[] header = pngHeader(20000, 20000);

        // When
        ExplainException error = error(header, "image/png");

        // Then
        assertThat(error.type()).isEqualTo(ErrorType.PAYLOAD_TOO_LARGE);
        assertThat(error).hasMessage("the image has 20000x20000 pixels, 32000000 are allowed");
        assertThat(error(pngHeader(Integer.MAX_VALUE, Integer.MAX_VALUE), null).type())
                .isEqualTo(ErrorType.PAYLOAD_TOO_LARGE);
    }

    @Test
    void tooManyBytesAreRefused() {
        // Given
        ImageIoDecoder small =
                ImageIoDecoder.create(Preprocessing.preset("raw"), INPUT, new DecodeLimits(IMAGE.length - 1, 1000));

        // Then
        assertThatThrownBy(() -> small.decode(IMAGE, null))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.PAYLOAD_TOO_LARGE));
    }

    @Test
    void contentTypeMustBeKnownAndTrue() {
        assertThat(error(IMAGE, "image/webp").type()).isEqualTo(ErrorType.UNSUPPORTED_MEDIA_TYPE);
        assertThat(error(IMAGE, "image/jpeg"))
                .hasMessage("the record is declared image/jpeg but its bytes are image/png");
        assertThat(error(new byte[0], null)).hasMessage("the record is empty");
        assertThat(error("GIF89a..".getBytes(StandardCharsets.US_ASCII), null))
                .hasMessage("the record is neither PNG, JPEG nor .npy: it begins with 47 49 46 38 39 61 2e 2e");
        assertThat(decoder.decode(IMAGE, "application/octet-stream").shape()).isEqualTo(INPUT);
        assertThat(decoder.decode(IMAGE, "IMAGE/PNG").shape()).isEqualTo(INPUT);
    }

    @Test
    void npyIsTakenAsPreprocessed() {
        // Given
        float[] values = new float[72];
        values[5] = -3.5f;
        Tensor sample = Tensor.of(INPUT, values);

        // When
        Tensor plain = decoder.decode(Npy.write(sample), null);
        Tensor batch = decoder.decode(Npy.write(sample.reshape(INPUT.batchOf(1))), "application/x-npy");

        // Then
        assertThat(plain.shape()).isEqualTo(INPUT);
        assertThat(plain.at(5)).isEqualTo(-3.5f);
        assertThat(batch.shape()).isEqualTo(INPUT);
        assertThat(batch.at(5)).isEqualTo(-3.5f);
    }

    @Test
    void npyOfAnotherShapeOrWithNaNIsRefused() {
        // Given
        float[] values = new float[72];
        values[7] = Float.NaN;
        byte[] nan = Npy.write(Tensor.of(INPUT, values));
        byte[] two = Npy.write(Tensor.of(Shape.of(2, 3, 4, 6), new float[144]));

        // Then
        assertThat(error(nan, null).type()).isEqualTo(ErrorType.NON_FINITE);
        assertThat(error(two, null).type()).isEqualTo(ErrorType.SHAPE_MISMATCH);
        assertThat(error(two, null)).hasMessage("the array has shape [2, 3, 4, 6] but the model takes [3, 4, 6]");
        assertThat(error(Arrays.copyOf(nan, nan.length - 4), null).type()).isEqualTo(ErrorType.UNDECODABLE);
    }

    private ExplainException error(byte[] bytes, @Nullable String contentType) {
        try {
            decoder.decode(bytes, contentType);
        } catch (ExplainException e) {
            return e;
        }
        throw new AssertionError("decoded " + bytes.length + " bytes");
    }

    private static byte[] pixels(int count) {
        byte[] pixels = new byte[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = (byte) (i * 89 + i * i * 7);
        }
        return pixels;
    }

    private static byte[] encoded(BufferedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            assertThat(ImageIO.write(image, format, out)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] pngHeader(int width, int height) {
        byte[] chunk = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 crc = new CRC32();
        crc.update(chunk);
        return ByteBuffer.allocate(33)
                .put(IMAGE, 0, 8)
                .putInt(13)
                .put(chunk)
                .putInt((int) crc.getValue())
                .array();
    }
}
