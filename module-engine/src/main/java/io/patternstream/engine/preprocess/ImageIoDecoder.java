/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.image.DecodedImage;
import io.patternstream.api.image.ImageDecoder;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.NpyArray;
import io.patternstream.api.tensor.NpyFormatException;
import io.patternstream.api.tensor.NpyType;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes PNG and JPEG by the JDK's ImageIO, wholly in memory, and {@code .npy}. Of an animated PNG the default image counts.
 * A float {@code .npy} of shape {@code [C, H, W]} or {@code [1, C, H, W]} is taken as preprocessed; one of unsigned bytes is
 * pixels. Thread-safe.
 */
public final class ImageIoDecoder implements ImageDecoder {
    /** Media types that say nothing about the content. */
    private static final Set<String> UNSPECIFIC = Set.of("", "application/octet-stream", "*/*", "image/*");

    private final Preprocessor preprocessor;
    private final Shape input;
    private final DecodeLimits limits;

    private ImageIoDecoder(Preprocessor preprocessor, Shape input, DecodeLimits limits) {
        this.preprocessor = preprocessor;
        this.input = input;
        this.limits = limits;
    }

    /**
     * Creates a decoder.
     *
     * @param preprocessing what to do with pixels
     * @param input the model's input {@code [C, H, W]}
     * @param limits what is refused before decoding
     * @return the decoder
     * @throws IllegalArgumentException if the preprocessing does not fit the number of channels
     */
    public static ImageIoDecoder create(Preprocessing preprocessing, Shape input, DecodeLimits limits) {
        return new ImageIoDecoder(Preprocessor.create(preprocessing, input), input, limits);
    }

    @Override
    public DecodedImage read(byte[] bytes, @Nullable String contentType) {
        if (bytes.length == 0) {
            throw new ExplainException(ErrorType.UNDECODABLE, "the record is empty");
        }
        if (bytes.length > limits.maxBytes()) {
            throw new ExplainException(
                    ErrorType.PAYLOAD_TOO_LARGE,
                    "the image has " + bytes.length + " bytes, " + limits.maxBytes() + " are allowed");
        }
        ImageFormat format = format(bytes, contentType);
        return format == ImageFormat.NPY ? array(bytes) : toPreprocess(BufferedPixels.of(image(bytes, format)));
    }

    private DecodedImage toPreprocess(Pixels pixels) {
        return () -> preprocessor.apply(pixels);
    }

    private static ImageFormat format(byte[] bytes, @Nullable String contentType) {
        String declared = contentType == null ? "" : contentType.strip().toLowerCase(Locale.ROOT);
        ImageFormat found = ImageFormat.sniff(bytes).orElse(null);
        if (!UNSPECIFIC.contains(declared)) {
            ImageFormat wanted = ImageFormat.declared(declared)
                    .orElseThrow(() -> new ExplainException(
                            ErrorType.UNSUPPORTED_MEDIA_TYPE,
                            "content type '" + contentType
                                    + "' is not read; use image/png, image/jpeg or application/x-npy"));
            if (wanted != found) {
                throw new ExplainException(
                        ErrorType.UNDECODABLE,
                        "the record is declared " + wanted.mediaType() + " but its bytes are "
                                + (found == null ? "not: they begin with " + begin(bytes) : found.mediaType()));
            }
        }
        if (found == null) {
            throw new ExplainException(
                    ErrorType.UNDECODABLE, "the record is neither PNG, JPEG nor .npy: it begins with " + begin(bytes));
        }
        return found;
    }

    private static String begin(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, 8));
    }

    private static void requireReadableJpeg(byte[] bytes) {
        if (!JpegSegments.endsProperly(bytes)) {
            throw new ExplainException(
                    ErrorType.UNDECODABLE,
                    "the JPEG image of " + bytes.length + " bytes is truncated: it has no end mark");
        }
        if (JpegSegments.components(bytes) == 4) {
            throw new ExplainException(
                    ErrorType.UNDECODABLE,
                    "the JPEG image has CMYK colours, which writers store in contrary ways: convert it to RGB");
        }
    }

    private BufferedImage image(byte[] bytes, ImageFormat format) {
        if (format == ImageFormat.JPEG) {
            requireReadableJpeg(bytes);
        }
        byte[] plain = format == ImageFormat.JPEG ? JpegSegments.withoutProfile(bytes) : bytes;
        ImageReader reader = ImageIO.getImageReadersByFormatName(format.name()).next();
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(plain))) {
            reader.setInput(stream, true, true);
            long width = reader.getWidth(0);
            long height = reader.getHeight(0);
            if (width * height > limits.maxPixels()) {
                throw new ExplainException(
                        ErrorType.PAYLOAD_TOO_LARGE,
                        "the image has " + width + "x" + height + " pixels, " + limits.maxPixels() + " are allowed");
            }
            if (format == ImageFormat.PNG) {
                PngChunks.requireWhole(bytes);
            }
            reader.addIIOReadWarningListener((source, warning) -> refuseTruncated(warning));
            ImageReadParam parameters = reader.getDefaultReadParam();
            if (format == ImageFormat.JPEG && JpegSegments.components(bytes) == 3) {
                parameters.setDestination(interleaved((int) width, (int) height));
            }
            return reader.read(0, parameters);
        } catch (ExplainException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // ImageIO throws unchecked exceptions of many kinds at malformed files.
            throw new ExplainException(
                    ErrorType.UNDECODABLE,
                    "the " + format + " image of " + bytes.length + " bytes is truncated or malformed: " + reason(e),
                    e);
        } finally {
            reader.dispose();
        }
    }

    /**
     * An image whose bytes lie as the JPEG reader delivers them. Into its own choice, blue first, it copies sample by sample,
     * which takes up to as long as decoding.
     */
    private static BufferedImage interleaved(int width, int height) {
        return ImageTypeSpecifier.createInterleaved(
                        ColorSpace.getInstance(ColorSpace.CS_sRGB),
                        new int[] {0, 1, 2},
                        DataBuffer.TYPE_BYTE,
                        false,
                        false)
                .createBufferedImage(width, height);
    }

    /** The JPEG reader fills what is missing with grey and merely warns. */
    private static void refuseTruncated(String warning) {
        if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
            throw new ExplainException(ErrorType.UNDECODABLE, "the JPEG image is truncated: " + warning);
        }
    }

    private static String reason(Exception e) {
        Throwable deepest = e instanceof IIOException && e.getCause() != null ? e.getCause() : e;
        return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    }

    private DecodedImage array(byte[] bytes) {
        NpyArray array;
        try {
            array = Npy.read(bytes);
        } catch (NpyFormatException e) {
            throw new ExplainException(ErrorType.UNDECODABLE, "the array is not read: " + e.getMessage(), e);
        }
        Shape shape = array.shape();
        if (shape.rank() == 4 && shape.dimension(0) == 1) {
            shape = shape.inner();
        }
        if (array.type() == NpyType.UINT8 && shape.rank() == 3) {
            return toPreprocess(pixels(array, shape));
        }
        if (!shape.equals(input)) {
            throw new ExplainException(
                    ErrorType.SHAPE_MISMATCH, "the array has shape " + array.shape() + " but the model takes " + input);
        }
        Tensor tensor = array.tensor().reshape(shape);
        requireFinite(tensor);
        return () -> tensor;
    }

    private static Pixels pixels(NpyArray array, Shape shape) {
        int channels = shape.dimension(0);
        if ((channels != 1 && channels != 3) || shape.elementCount() == 0) {
            throw new ExplainException(
                    ErrorType.SHAPE_MISMATCH, "an array of pixels is [1, H, W] or [3, H, W], not " + array.shape());
        }
        FloatBuffer values = array.tensor().values();
        byte[] planes = new byte[values.remaining()];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = (byte) (int) values.get(i);
        }
        return Pixels.planar(channels, shape.dimension(1), shape.dimension(2), planes);
    }

    private static void requireFinite(Tensor tensor) {
        for (int i = 0; i < tensor.shape().elementCount(); i++) {
            if (!Float.isFinite(tensor.at(i))) {
                throw new ExplainException(
                        ErrorType.NON_FINITE, "the array has the value " + tensor.at(i) + " at position " + i);
            }
        }
    }
}
