/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

/** An image as rows of samples 0..255, one plane per channel: grey, or red, green and blue. */
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
        return new Pixels() {
            @Override
            public int channels() {
                return channels;
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
            public void row(int channel, int y, float[] target) {
                int from = (channel * height + y) * width;
                for (int x = 0; x < width; x++) {
                    target[x] = planes[from + x] & 0xff;
                }
            }
        };
    }

    /** {@return 1 (grey) or 3 (red, green, blue)} */
    int channels();

    /** {@return number of rows} */
    int height();

    /** {@return number of columns} */
    int width();

    /**
     * Reads one row of one channel.
     *
     * @param channel from 0
     * @param y the row, from 0 at the top
     * @param target receives the samples, 0..255
     */
    void row(int channel, int y, float[] target);
}
