/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.examples.fashionmnist;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Grey images with their labels, read from and written to IDX files (big-endian, plain or gzip). Immutable, thread-safe.
 */
final class LabelledImages {
    /** Number of classes of Fashion-MNIST. */
    static final int CLASSES = 10;

    private static final int IMAGE_MAGIC = 0x0803;
    private static final int LABEL_MAGIC = 0x0801;

    private final int height;
    private final int width;
    private final byte[] pixels;
    private final byte[] labels;

    private LabelledImages(int height, int width, byte[] pixels, byte[] labels) {
        this.height = height;
        this.width = width;
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * Reads a pair of IDX files.
     *
     * @param images three-dimensional, uint8
     * @param labels one-dimensional, uint8, 0 to 9
     * @return as many images as labels
     * @throws IOException if a file is missing, malformed, or the counts differ
     */
    static LabelledImages read(Path images, Path labels) throws IOException {
        try (DataInputStream x = open(images);
                DataInputStream y = open(labels)) {
            expect(images, IMAGE_MAGIC, x.readInt());
            expect(labels, LABEL_MAGIC, y.readInt());
            int count = x.readInt();
            if (y.readInt() != count) {
                throw new IOException(labels + " does not hold " + count + " labels, one per image of " + images);
            }
            int height = x.readInt();
            int width = x.readInt();
            byte[] pixels = x.readNBytes(Math.multiplyExact(count, Math.multiplyExact(height, width)));
            byte[] classes = y.readNBytes(count);
            if (pixels.length != count * height * width || classes.length != count) {
                throw new IOException(images + " or " + labels + " is truncated: expected " + count + " images");
            }
            for (byte label : classes) {
                if (label < 0 || label >= CLASSES) {
                    throw new IOException(labels + " holds label " + label + ", expected 0 to " + (CLASSES - 1));
                }
            }
            return new LabelledImages(height, width, pixels, classes);
        }
    }

    /** {@return number of images} */
    int count() {
        return labels.length;
    }

    /**
     * Makes one batch.
     *
     * @param order positions of images
     * @param from first entry of the order to take
     * @param to one past the last
     * @return features {@code [N, 1, H, W]} in 0 to 1 and one-hot labels {@code [N, 10]}
     */
    DataSet batch(int[] order, int from, int to) {
        int size = height * width;
        float[] features = new float[(to - from) * size];
        INDArray oneHot = Nd4j.zeros(to - from, CLASSES);
        for (int n = 0; n < to - from; n++) {
            int image = order[from + n];
            for (int i = 0; i < size; i++) {
                features[n * size + i] = (pixels[image * size + i] & 0xff) / 255f;
            }
            oneHot.putScalar(n, labels[image], 1);
        }
        return new DataSet(Nd4j.create(features, new long[] {to - from, 1, height, width}, 'c'), oneHot);
    }

    /**
     * Writes the first images and labels as gzip IDX files.
     *
     * @param count how many
     * @param imageFile where the images go
     * @param labelFile where their labels go
     * @throws IOException if there are fewer, or a file cannot be written
     */
    void writeFirst(int count, Path imageFile, Path labelFile) throws IOException {
        if (count > count()) {
            throw new IOException("cannot cut " + count + " images out of " + count());
        }
        try (DataOutputStream x = create(imageFile);
                DataOutputStream y = create(labelFile)) {
            x.writeInt(IMAGE_MAGIC);
            x.writeInt(count);
            x.writeInt(height);
            x.writeInt(width);
            x.write(pixels, 0, count * height * width);
            y.writeInt(LABEL_MAGIC);
            y.writeInt(count);
            y.write(labels, 0, count);
        }
    }

    private static void expect(Path file, int expected, int magic) throws IOException {
        if (magic != expected) {
            throw new IOException(String.format(
                    "%s begins with 0x%08x, expected 0x%08x: not this kind of IDX file", file, magic, expected));
        }
    }

    private static DataInputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return new DataInputStream(gzip ? new BufferedInputStream(new GZIPInputStream(in)) : in);
    }

    private static DataOutputStream create(Path file) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        return new DataOutputStream(new GZIPOutputStream(out));
    }
}
