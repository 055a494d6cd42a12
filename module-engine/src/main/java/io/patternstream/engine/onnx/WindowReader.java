/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;

/** Reads strides, dilations and padding of Conv and pooling nodes. */
final class WindowReader {
    private WindowReader() {}

    static Window window(OnnxNode node, int[] kernel, Shape input) {
        if (input.rank() != 3) {
            throw node.error("needs an image [C, H, W] but its input is " + input);
        }
        int[] strides = node.integers("strides", 2, 1);
        int[] dilations = node.integers("dilations", 2, 1);
        int[] pads = pads(
                node, new Axis(input, 1, kernel, strides, dilations), new Axis(input, 2, kernel, strides, dilations));
        return new Window(
                kernel[0],
                kernel[1],
                strides[0],
                strides[1],
                pads[0],
                pads[1],
                pads[2],
                pads[3],
                dilations[0],
                dilations[1]);
    }

    /** Top, left, bottom, right. */
    private static int[] pads(OnnxNode node, Axis vertical, Axis horizontal) {
        String mode = node.text("auto_pad", "NOTSET");
        return switch (mode) {
            case "NOTSET", "" -> node.integers("pads", 4, 0);
            case "VALID" -> new int[4];
            case "SAME_UPPER" -> same(vertical, horizontal, 0);
            case "SAME_LOWER" -> same(vertical, horizontal, 1);
            default -> throw node.error("auto_pad = " + mode + " is not supported");
        };
    }

    /** Splits the padding evenly; an odd zero goes below and right, or with {@code before = 1} above and left. */
    private static int[] same(Axis vertical, Axis horizontal, int before) {
        int height = vertical.samePadding();
        int width = horizontal.samePadding();
        int top = (height + before) / 2;
        int left = (width + before) / 2;
        return new int[] {top, left, height - top, width - left};
    }

    /** One spatial axis. */
    private static final class Axis {
        private final int size;
        private final int kernel;
        private final int stride;
        private final int dilation;

        Axis(Shape input, int axis, int[] kernel, int[] strides, int[] dilations) {
            this.size = input.dimension(axis);
            this.kernel = kernel[axis - 1];
            this.stride = Math.max(strides[axis - 1], 1);
            this.dilation = dilations[axis - 1];
        }

        /** Zeros in all, so that the output has ceil(size / stride) positions. */
        int samePadding() {
            int output = (size + stride - 1) / stride;
            return Math.max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - size);
        }
    }
}
