/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.demo;

import io.patternstream.stream.pipeline.Payload;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Images that change more and more while a stream goes on: not at all before a record, in full from a later one on, and in
 * between in proportion. What is left to chance depends on the record's number only, so the same stream drifts in the same way.
 *
 * @param kind how they change
 * @param from number of the first record that changes, at least 0
 * @param over how many records later they change in full; 0 for at once
 */
public record Drift(DriftKind kind, long from, long over) {
    /** Checks. */
    public Drift {
        if (from < 0 || over < 0) {
            throw new IllegalArgumentException("a drift from record " + from + " over " + over + " records");
        }
    }

    /**
     * Tells how much a record is changed.
     *
     * @param number the record's number, from 0
     * @return 0 to 1
     */
    public double strength(long number) {
        if (number < from) {
            return 0;
        }
        return number >= from + over ? 1 : (double) (number - from) / over;
    }

    /**
     * Changes an image as it is due at a record.
     *
     * @param image PNG or JPEG
     * @param number the record's number, from 0
     * @return the same image where nothing changes, else a PNG of 8 bits, grey where the image is, else RGB
     * @throws IllegalArgumentException if it is something else, or damaged
     */
    public ReplayImage apply(ReplayImage image, long number) {
        double strength = strength(number);
        if (strength == 0) {
            return image;
        }
        BufferedImage pixels = read(image);
        kind.change(
                ((DataBufferByte) pixels.getRaster().getDataBuffer()).getData(),
                strength,
                new SplittableRandom(number));
        return new ReplayImage(image.name(), "image/png", Payload.wrap(png(pixels)));
    }

    /** As bytes, one after the other; values of grey stay as the file has them. */
    private static BufferedImage read(ReplayImage image) {
        BufferedImage read;
        try {
            read = ImageIO.read(new ByteArrayInputStream(image.bytes().toArray()));
        } catch (IOException e) {
            throw new IllegalArgumentException("image " + image.name() + " cannot drift: " + e.getMessage(), e);
        }
        if (read == null) {
            throw new IllegalArgumentException(
                    "image " + image.name() + " of type " + image.contentType() + " cannot drift; use PNG or JPEG");
        }
        int width = read.getWidth();
        int height = read.getHeight();
        boolean grey = read.getRaster().getNumBands() == 1
                && read.getRaster().getDataBuffer().getDataType() == DataBuffer.TYPE_BYTE
                && !(read.getColorModel() instanceof IndexColorModel);
        BufferedImage copy =
                new BufferedImage(width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        if (grey) {
            copy.getRaster().setRect(read.getRaster());
        } else {
            copy.setRGB(0, 0, width, height, read.getRGB(0, 0, width, height, null, 0, width), 0, width);
        }
        return copy;
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", file);
        } catch (IOException e) {
            throw new IllegalStateException("memory takes any number of bytes", e);
        }
        return file.toByteArray();
    }
}
