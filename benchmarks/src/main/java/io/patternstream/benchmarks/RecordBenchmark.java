/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks;

import io.patternstream.api.image.DecodedImage;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.DecodeLimits;
import io.patternstream.engine.preprocess.ImageIoDecoder;
import io.patternstream.engine.preprocess.Preprocessing;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a record costs beside its explanation, for a model that takes 3x224x224. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RecordBenchmark {
    private static final Shape INPUT = Shape.of(3, 224, 224);
    private static final int WIDTH = 500;
    private static final int HEIGHT = 375;

    /** An image file, seen from the folder of this module. */
    @Param("../examples/imagenet/imagenet.png")
    public String picture;

    /** The picture is made a JPEG of 500x375 with at most so many bytes; 0: the file as it is. */
    @Param("60000")
    public int jpegBytes;

    private byte[] record;
    private DecodedImage decoded;
    private Tensor heatmap;
    private ImageIoDecoder decoder;

    /** Reads the picture, or makes it. */
    @Setup
    public void read() throws IOException {
        byte[] file = Files.readAllBytes(Path.of(picture));
        record = jpegBytes == 0 ? file : jpeg(scaled(image(file)), jpegBytes);
        decoder = ImageIoDecoder.create(Preprocessing.preset("imagenet"), INPUT, DecodeLimits.defaults());
        decoded = decoder.read(record, null);
        heatmap = decoded.preprocess();
    }

    /** {@return the pixels, from the bytes of the file} */
    @Benchmark
    public DecodedImage decode() {
        return decoder.read(record, null);
    }

    /** {@return the model's input, from the pixels} */
    @Benchmark
    public Tensor preprocess() {
        return decoded.preprocess();
    }

    /** {@return the bytes of a heatmap's record, without its headers} */
    @Benchmark
    public byte[] encode() {
        return Npy.write(heatmap);
    }

    private static BufferedImage image(byte[] file) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(file));
    }

    private static BufferedImage scaled(BufferedImage image) {
        BufferedImage target = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, WIDTH, HEIGHT, null);
        graphics.dispose();
        return target;
    }

    /** In the best quality, in hundredths, that fits. */
    private static byte[] jpeg(BufferedImage image, int bytes) throws IOException {
        for (int quality = 100; quality > 0; quality--) {
            byte[] written = jpeg(image, quality / 100f);
            if (written.length <= bytes) {
                return written;
            }
        }
        throw new IllegalArgumentException(
                "no JPEG of " + WIDTH + "x" + HEIGHT + " has at most " + bytes + " bytes here; raise jpegBytes");
    }

    private static byte[] jpeg(BufferedImage image, float quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
