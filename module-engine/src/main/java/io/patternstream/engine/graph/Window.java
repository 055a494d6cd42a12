/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.graph;

/**
 * How a convolution or pooling window moves over an image; heights first, in pixels.
 *
 * @param kernelHeight window height
 * @param kernelWidth window width
 * @param strideHeight vertical step
 * @param strideWidth horizontal step
 * @param padTop zero rows above
 * @param padLeft zero columns on the left
 * @param padBottom zero rows below
 * @param padRight zero columns on the right
 * @param dilationHeight vertical distance of the window's rows, 1 for a dense window
 * @param dilationWidth horizontal distance of the window's columns
 */
public record Window(
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padTop,
        int padLeft,
        int padBottom,
        int padRight,
        int dilationHeight,
        int dilationWidth) {

    /** Refuses impossible geometry. */
    public Window {
        if (kernelHeight < 1 || kernelWidth < 1 || strideHeight < 1 || strideWidth < 1) {
            throw new IllegalArgumentException("window " + kernelHeight + "x" + kernelWidth + " with stride "
                    + strideHeight + "x" + strideWidth + ": both must be at least 1");
        }
        if (padTop < 0 || padLeft < 0 || padBottom < 0 || padRight < 0 || dilationHeight < 1 || dilationWidth < 1) {
            throw new IllegalArgumentException("window with negative padding or a dilation below 1");
        }
    }

    /**
     * Returns an undilated window.
     *
     * @param kernel height and width
     * @param stride vertical and horizontal step
     * @param pad zeros on every side
     * @return the window
     */
    public static Window square(int kernel, int stride, int pad) {
        return new Window(kernel, kernel, stride, stride, pad, pad, pad, pad, 1, 1);
    }

    /**
     * Computes the output height.
     *
     * @param inputHeight rows of the input
     * @return number of vertical positions; not positive where the window does not fit
     */
    public int outputHeight(int inputHeight) {
        return Math.floorDiv(inputHeight + padTop + padBottom - dilationHeight * (kernelHeight - 1) - 1, strideHeight)
                + 1;
    }

    /**
     * Computes the output width.
     *
     * @param inputWidth columns of the input
     * @return number of horizontal positions; not positive where the window does not fit
     */
    public int outputWidth(int inputWidth) {
        return Math.floorDiv(inputWidth + padLeft + padRight - dilationWidth * (kernelWidth - 1) - 1, strideWidth) + 1;
    }
}
