/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import java.util.function.IntUnaryOperator;

/** A picture in the making. For one thread. */
final class Canvas {
    private final int height;
    private final int width;
    private final byte[] rgb;

    private Canvas(int height, int width) {
        this.height = height;
        this.width = width;
        this.rgb = new byte[Math.multiplyExact(Math.multiplyExact(height, width), 3)];
    }

    static Canvas create(int height, int width, int background) {
        Canvas canvas = new Canvas(height, width);
        canvas.fill(0, 0, height, width, background);
        return canvas;
    }

    /** Every pixel gets the colour of its position in C order. */
    static Picture painted(int height, int width, IntUnaryOperator colour) {
        Canvas canvas = new Canvas(height, width);
        for (int i = 0; i < height * width; i++) {
            canvas.set(i % width, i / width, colour.applyAsInt(i));
        }
        return canvas.picture();
    }

    void set(int x, int y, int colour) {
        int at = (y * width + x) * 3;
        rgb[at] = (byte) (colour >> 16);
        rgb[at + 1] = (byte) (colour >> 8);
        rgb[at + 2] = (byte) colour;
    }

    /** Lays a colour over a pixel, covering a share of it, 0 to 1; nothing outside the canvas. */
    void cover(int x, int y, int colour, double share) {
        if (x >= 0 && x < width && y >= 0 && y < height && share > 0) {
            int at = (y * width + x) * 3;
            int below = Colour.of(rgb[at] & 0xff, rgb[at + 1] & 0xff, rgb[at + 2] & 0xff);
            set(x, y, Colour.between(below, colour, share));
        }
    }

    void fill(int left, int top, int rows, int columns, int colour) {
        for (int y = top; y < top + rows; y++) {
            for (int x = left; x < left + columns; x++) {
                set(x, y, colour);
            }
        }
    }

    /** Copies a picture, each pixel {@code factor} times in both directions. */
    void place(Picture picture, int left, int top, int factor) {
        for (int y = 0; y < picture.height() * factor; y++) {
            for (int x = 0; x < picture.width() * factor; x++) {
                set(left + x, top + y, picture.colour(x / factor, y / factor));
            }
        }
    }

    /** Hands the pixels over; the canvas must not be used again. */
    Picture picture() {
        return Picture.wrap(height, width, rgb);
    }
}
