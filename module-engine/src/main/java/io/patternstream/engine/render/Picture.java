/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

/** An immutable picture of 8 bits per colour. Thread-safe. */
public final class Picture {
    private final int height;
    private final int width;
    private final byte[] rgb;

    private Picture(int height, int width, byte[] rgb) {
        if (height < 1 || width < 1 || rgb.length != (long) height * width * 3) {
            throw new IllegalArgumentException(
                    rgb.length + " samples are not a picture of " + height + "x" + width + "x3");
        }
        this.height = height;
        this.width = width;
        this.rgb = rgb;
    }

    /**
     * Returns a picture that takes the array over without copying it; the caller must not touch it again.
     *
     * @param height rows
     * @param width columns
     * @param rgb {@code [H, W, 3]}: red, green, blue
     * @return the picture
     */
    public static Picture wrap(int height, int width, byte[] rgb) {
        return new Picture(height, width, rgb);
    }

    /** {@return number of rows} */
    public int height() {
        return height;
    }

    /** {@return number of columns} */
    public int width() {
        return width;
    }

    /**
     * Returns the colour of a pixel.
     *
     * @param x column, from the left
     * @param y row, from the top
     * @return {@code 0xRRGGBB}
     */
    public int colour(int x, int y) {
        int at = (y * width + x) * 3;
        return Colour.of(rgb[at] & 0xff, rgb[at + 1] & 0xff, rgb[at + 2] & 0xff);
    }

    /**
     * Encodes it.
     *
     * @return a PNG; see {@link Png} on the sameness of its bytes
     */
    public byte[] png() {
        return Png.rgb(height, width, rgb);
    }

    @Override
    public String toString() {
        return "Picture " + width + "x" + height;
    }
}
