/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

/** An image as rows of samples 0..255: grey, or red, green and blue. */
public interface Pixels {

    /**
     * Wraps planar bytes without copying them.
     *
     * @param channels 1 (grey) or 3 (red, green, blue)
     * @param height rows
     * @param width columns
     * @param planes {@code [C, H, W]}, unsigned
     * @return the image
     */
    static Pixels planar(int channels, int height, int width, byte[] planes) {
        if ((channels != 1 && channels != 3) || planes.length != channels * height * width) {
            throw new IllegalArgumentException("an image of shape [" + channels + ", " + height + ", " + width
                    + "] cannot be made of " + planes.length + " bytes; channels are 1 or 3");
        }
        int[] begins = new int[channels];
        for (int c = 0; c < channels; c++) {
            begins[c] = c * height * width;
        }
        return new BytePixels(height, width, planes, new BytePixels.Layout(width, 1), begins);
    }

    /** {@return 1 (grey) or 3 (red, green, blue)} */
    int channels();

    /** {@return number of rows} */
    int height();

    /** {@return number of columns} */
    int width();

    /**
     * Reads a part of one row, the channels of a pixel side by side.
     *
     * @param y the row, from 0 at the top
     * @param begin its first column to be read
     * @param end the column after the last one
     * @param target receives {@code (end - begin) * channels()} samples, 0..255
     */
    void row(int y, int begin, int end, float[] target);
}
