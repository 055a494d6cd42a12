/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;

/** How a layer's window moves; one-dimensional windows have the height 1. Immutable. */
final class Geometry {
    private final int[] kernel;
    private final int[] strides;
    private final int[] dilation;
    private final String padding;

    private Geometry(int[] kernel, int[] strides, int[] dilation, String padding) {
        this.kernel = kernel;
        this.strides = strides;
        this.dilation = dilation;
        this.padding = padding;
    }

    /**
     * Reads the geometry of a layer.
     *
     * @param layer a convolution or pooling layer of one or two dimensions
     * @param size the setting that holds the window's size
     */
    static Geometry of(KerasLayer layer, String size) {
        int axes = layer.type().endsWith("1D") ? 1 : 2;
        int[] kernel = layer.extents(size, axes, 1);
        int[] strides = layer.has("strides") ? layer.extents("strides", axes, 1) : defaultStrides(size, kernel);
        int[] dilation = layer.has("dilation_rate") ? layer.extents("dilation_rate", axes, 1) : ones(axes);
        String padding = axes == 1
                ? layer.choice("padding", "valid", "valid", "same", "causal")
                : layer.choice("padding", "valid", "valid", "same");
        return new Geometry(vertical(kernel), vertical(strides), vertical(dilation), padding);
    }

    /** The window for images of one size, padded as TensorFlow pads: the odd row below, the odd column on the right. */
    Window window(Shape image) {
        int[] before = new int[2];
        int[] after = new int[2];
        for (int axis = 0; axis < 2; axis++) {
            int side = image.dimension(axis + 1);
            int extent = dilation[axis] * (kernel[axis] - 1) + 1;
            int positions = (side + strides[axis] - 1) / strides[axis];
            int total = Math.max(0, (positions - 1) * strides[axis] + extent - side);
            before[axis] = "same".equals(padding) ? total / 2 : 0;
            after[axis] = "same".equals(padding) ? total - total / 2 : 0;
            if ("causal".equals(padding)) {
                before[axis] = extent - 1;
            }
        }
        return new Window(
                kernel[0],
                kernel[1],
                strides[0],
                strides[1],
                before[0],
                before[1],
                after[0],
                after[1],
                dilation[0],
                dilation[1]);
    }

    private static int[] defaultStrides(String size, int[] kernel) {
        return "pool_size".equals(size) ? kernel : ones(kernel.length);
    }

    private static int[] ones(int count) {
        return count == 1 ? new int[] {1} : new int[] {1, 1};
    }

    private static int[] vertical(int[] extents) {
        return extents.length == 1 ? new int[] {1, extents[0]} : extents;
    }
}
