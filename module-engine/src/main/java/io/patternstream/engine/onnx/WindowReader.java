/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;

/** Reads strides, dilations and padding of convolution and pooling nodes of one or two spatial axes. */
final class WindowReader {
    private final OnnxNode node;
    private final int[] sizes;
    private final int[] kernel;
    private final int[] strides;
    private final int[] dilations;

    private WindowReader(OnnxNode node, int[] sizes, int[] kernel) {
        this.node = node;
        this.sizes = sizes;
        this.kernel = kernel;
        this.strides = integers("strides");
        this.dilations = integers("dilations");
        for (int axis = 0; axis < sizes.length; axis++) {
            if (kernel[axis] < 1 || strides[axis] < 1 || dilations[axis] < 1) {
                throw node.error("its kernel, strides and dilations must be at least 1");
            }
        }
    }

    /**
     * Reads a node's window.
     *
     * @param node a convolution or pool
     * @param kernel extents of the window
     * @param input one sample, [C, H, W] or [C, L]
     * @return the window; ceil_mode is not applied
     */
    static Window window(OnnxNode node, int[] kernel, Shape input) {
        int[] sizes = spatial(node, input);
        if (kernel.length != sizes.length) {
            throw node.error("its window has " + kernel.length + " axes but its input is " + input);
        }
        WindowReader reader = new WindowReader(node, sizes, kernel);
        return window(kernel, reader.strides, reader.pads(), reader.dilations);
    }

    /** The spatial extents of a sample. */
    static int[] spatial(OnnxNode node, Shape input) {
        if (input.rank() != 2 && input.rank() != 3) {
            throw node.error("needs an image [C, H, W] or a series [C, L] but its input is " + input);
        }
        return input.inner().toArray();
    }

    /** A window over one or two axes; over one, it has height 1. */
    static Window window(int[] kernel, int[] strides, int[] pads, int[] dilations) {
        int last = kernel.length - 1;
        boolean plane = last == 1;
        return new Window(
                plane ? kernel[0] : 1,
                kernel[last],
                plane ? strides[0] : 1,
                strides[last],
                plane ? pads[0] : 0,
                pads[last],
                plane ? pads[2] : 0,
                pads[2 * last + 1],
                plane ? dilations[0] : 1,
                dilations[last]);
    }

    /** Begins of all axes, then ends. */
    private int[] pads() {
        String mode = node.text("auto_pad", "NOTSET");
        return switch (mode) {
            case "NOTSET", "" -> node.integers("pads", sizes.length * 2, 0);
            case "VALID" -> new int[sizes.length * 2];
            case "SAME_UPPER" -> same(0);
            case "SAME_LOWER" -> same(1);
            default -> throw node.error("auto_pad = " + mode + " is not supported");
        };
    }

    /** Splits the padding evenly; an odd zero goes to the end, or with {@code before = 1} to the beginning. */
    private int[] same(int before) {
        int[] pads = new int[sizes.length * 2];
        for (int axis = 0; axis < sizes.length; axis++) {
            int output = (sizes[axis] + strides[axis] - 1) / strides[axis];
            int covered = (output - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1;
            int padding = Math.max(0, covered - sizes[axis]);
            pads[axis] = (padding + before) / 2;
            pads[axis + sizes.length] = padding - pads[axis];
        }
        return pads;
    }

    private int[] integers(String attribute) {
        return node.integers(attribute, sizes.length, 1);
    }
}
