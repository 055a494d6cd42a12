/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG of 8 bits a sample, straight from bytes. Stateless.
 *
 * <p>The file holds nothing but the pixels: no time, no text, no profile. The same pixels give the same bytes wherever the
 * Java runtime compresses with the same version of zlib, the one part that is not this program's; with another zlib they give
 * a file that may differ but decodes to the same pixels.
 */
public final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int LEVEL = 9;
    private static final int GREY = 0;
    private static final int RGB = 2;

    private Png() {}

    /**
     * Encodes a grey image.
     *
     * @param height rows
     * @param width columns
     * @param samples {@code [H, W]}
     * @return the file
     */
    public static byte[] grey(int height, int width, byte[] samples) {
        return encode(height, width, 1, samples);
    }

    /**
     * Encodes a colour image.
     *
     * @param height rows
     * @param width columns
     * @param samples {@code [H, W, 3]}: red, green, blue
     * @return the file
     */
    public static byte[] rgb(int height, int width, byte[] samples) {
        return encode(height, width, 3, samples);
    }

    private static byte[] encode(int height, int width, int channels, byte[] samples) {
        if (height < 1 || width < 1 || samples.length != (long) height * width * channels) {
            throw new IllegalArgumentException(
                    samples.length + " samples are not an image of " + height + "x" + width + "x" + channels);
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .put((byte) (channels == 1 ? GREY : RGB))
                .array();
        chunk(file, "IHDR", header, header.length);
        compressed(file, height, width * channels, samples);
        chunk(file, "IEND", new byte[0], 0);
        return file.toByteArray();
    }

    /** Each row is preceded by its filter type, 0 for none. */
    private static void compressed(ByteArrayOutputStream file, int height, int stride, byte[] samples) {
        byte[] filtered = new byte[height * (stride + 1)];
        for (int y = 0; y < height; y++) {
            System.arraycopy(samples, y * stride, filtered, y * (stride + 1) + 1, stride);
        }
        Deflater deflater = new Deflater(LEVEL);
        deflater.setStrategy(Deflater.DEFAULT_STRATEGY);
        try {
            deflater.setInput(filtered);
            deflater.finish();
            byte[] part = new byte[1 << 16];
            while (!deflater.finished()) {
                int length = deflater.deflate(part);
                chunk(file, "IDAT", part, length);
            }
        } finally {
            deflater.end();
        }
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] content, int length) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content, 0, length);
        file.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        file.writeBytes(name);
        file.write(content, 0, length);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
