/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

/** Samples of 8 bits in one array, planar or interleaved. */
final class BytePixels implements Pixels {
    private final int height;
    private final int width;
    private final byte[] bytes;
    private final Layout layout;
    private final int[] begins;

    /**
     * Wraps an array.
     *
     * @param height rows
     * @param width columns
     * @param bytes the samples, unsigned
     * @param layout distances of the samples of one channel
     * @param begins position of each channel's first sample
     */
    BytePixels(int height, int width, byte[] bytes, Layout layout, int[] begins) {
        this.height = height;
        this.width = width;
        this.bytes = bytes;
        this.layout = layout;
        this.begins = begins;
    }

    /** Distances, in bytes, of a sample from the one below it and from the one on its right. */
    record Layout(int row, int column) {}

    @Override
    public int channels() {
        return begins.length;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void row(int y, int begin, int end, float[] target) {
        int at = y * layout.row() + begin * layout.column();
        if (begins.length == 1) {
            grey(begins[0] + at, end - begin, target);
        } else {
            colour(at, end - begin, target);
        }
    }

    private void grey(int from, int count, float[] target) {
        for (int x = 0; x < count; x++) {
            target[x] = bytes[from + x * layout.column()] & 0xff;
        }
    }

    private void colour(int from, int count, float[] target) {
        int step = layout.column();
        int red = begins[0] + from;
        int green = begins[1] + from;
        int blue = begins[2] + from;
        for (int x = 0; x < count; x++) {
            target[3 * x] = bytes[red + x * step] & 0xff;
            target[3 * x + 1] = bytes[green + x * step] & 0xff;
            target[3 * x + 2] = bytes[blue + x * step] & 0xff;
        }
    }
}
