/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.graph.Window;
import java.util.Arrays;

/**
 * Where the elements of a moving window fall on one channel of an image. For each element, "its row" is the value under it at
 * every output position, row by row: im2col one line at a time. Immutable, thread-safe.
 */
final class Patches {
    private final Window window;
    private final int height;
    private final int width;
    private final int outputHeight;
    private final int outputWidth;

    /**
     * Lays a window over images.
     *
     * @param window geometry
     * @param height of the images
     * @param width of the images
     */
    Patches(Window window, int height, int width) {
        this.window = window;
        this.height = height;
        this.width = width;
        this.outputHeight = window.outputHeight(height);
        this.outputWidth = window.outputWidth(width);
    }

    /** {@return output positions vertically} */
    int outputHeight() {
        return outputHeight;
    }

    /** {@return output positions horizontally} */
    int outputWidth() {
        return outputWidth;
    }

    /** {@return number of output positions} */
    int positions() {
        return outputHeight * outputWidth;
    }

    /** {@return number of pixels of one channel} */
    int pixels() {
        return height * width;
    }

    /** {@return number of elements of the window} */
    int elements() {
        return window.kernelHeight() * window.kernelWidth();
    }

    /** {@return whether the window is one pixel that visits each pixel once, so that nothing needs to be gathered} */
    boolean pointwise() {
        return elements() == 1
                && positions() == pixels()
                && window.strideHeight() == 1
                && window.strideWidth() == 1
                && window.padTop() == 0
                && window.padLeft() == 0;
    }

    /**
     * Reads the row of one element; padding reads as zero.
     *
     * @param plane one channel
     * @param element position in the window, row by row
     * @param from first line of output positions
     * @param to one past the last line
     * @param row receives the values, from index 0
     */
    void gather(float[] plane, int element, int from, int to, float[] row) {
        int shift = shift(element);
        int first = firstInside(shift);
        int last = Math.max(lastInside(shift), first);
        for (int line = from; line < to; line++) {
            int start = (line - from) * outputWidth;
            int y = inputLine(line, element);
            if (y < 0 || y >= height) {
                Arrays.fill(row, start, start + outputWidth, 0);
                continue;
            }
            Arrays.fill(row, start, start + first, 0);
            Arrays.fill(row, start + last, start + outputWidth, 0);
            int source = y * width + shift;
            if (window.strideWidth() == 1) {
                System.arraycopy(plane, source + first, row, start + first, last - first);
            } else {
                for (int x = first; x < last; x++) {
                    row[start + x] = plane[source + x * window.strideWidth()];
                }
            }
        }
    }

    /**
     * Adds the row of one element back to where it was read; what falls on padding is dropped.
     *
     * @param row one value per output position
     * @param element position in the window, row by row
     * @param plane one channel, added to
     */
    void scatter(float[] row, int element, float[] plane) {
        int shift = shift(element);
        int first = firstInside(shift);
        int last = lastInside(shift);
        for (int line = 0; line < outputHeight; line++) {
            int y = inputLine(line, element);
            if (y < 0 || y >= height) {
                continue;
            }
            int start = line * outputWidth;
            int target = y * width + shift;
            for (int x = first; x < last; x++) {
                plane[target + x * window.strideWidth()] += row[start + x];
            }
        }
    }

    private int inputLine(int line, int element) {
        return line * window.strideHeight()
                + element / window.kernelWidth() * window.dilationHeight()
                - window.padTop();
    }

    private int shift(int element) {
        return element % window.kernelWidth() * window.dilationWidth() - window.padLeft();
    }

    private int firstInside(int shift) {
        return Math.min(
                Math.max(0, Math.floorDiv(window.strideWidth() - 1 - shift, window.strideWidth())), outputWidth);
    }

    private int lastInside(int shift) {
        return Math.min(Math.max(0, Math.floorDiv(width - 1 - shift, window.strideWidth()) + 1), outputWidth);
    }
}
