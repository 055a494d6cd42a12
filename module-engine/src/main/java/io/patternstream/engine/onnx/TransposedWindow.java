/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Window;
import java.util.List;

/** The geometry of a transposed convolution, as the zeros to put between and around its input's values. Immutable. */
final class TransposedWindow {
    private final OnnxNode node;
    private final int[] sizes;
    private final int[] kernel;
    private final int[] strides;
    private final int[] dilations;
    private final int[] outputPadding;
    private final int[] begins;
    private final int[] ends;

    private TransposedWindow(OnnxNode node, int[] sizes, int[] kernel) {
        this.node = node;
        this.sizes = sizes;
        this.kernel = kernel;
        int axes = sizes.length;
        strides = node.integers("strides", axes, 1);
        dilations = node.integers("dilations", axes, 1);
        outputPadding = node.integers("output_padding", axes, 0);
        begins = new int[axes];
        ends = new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            if (kernel[axis] < 1 || strides[axis] < 1 || dilations[axis] < 1 || outputPadding[axis] < 0) {
                throw node.error("its kernel, strides and dilations must be at least 1, its output_padding at least 0");
            }
        }
        readPadding();
    }

    static TransposedWindow read(OnnxNode node, int[] kernel, Shape input) {
        return new TransposedWindow(node, WindowReader.spatial(node, input), kernel);
    }

    /** The convolution over the spread input; its padding is never negative, what must be cut off is not spread. */
    Window convolution() {
        int axes = sizes.length;
        int[] ones = new int[axes];
        int[] pads = new int[axes * 2];
        for (int axis = 0; axis < axes; axis++) {
            ones[axis] = 1;
            pads[axis] = Math.max(0, before(axis));
            pads[axis + axes] = Math.max(0, after(axis));
        }
        return WindowReader.window(kernel, ones, pads, dilations);
    }

    /** The extents of the spread input. */
    long[] spreadShape(Shape image) {
        long[] extents = {image.dimension(0), 1, 1};
        for (int axis = 0; axis < sizes.length; axis++) {
            extents[extents.length - sizes.length + axis] = spreadExtent(axis);
        }
        return extents;
    }

    /** The positions of an image's values, with zeros between them, per axis. */
    List<int[]> spread(Shape image) {
        int last = sizes.length - 1;
        return List.of(Axes.all(image.dimension(0)), last == 0 ? Axes.all(1) : spread(0), spread(last));
    }

    private int[] spread(int axis) {
        int[] positions = new int[Math.toIntExact(spreadExtent(axis))];
        int cut = Math.max(0, -before(axis));
        for (int i = 0; i < positions.length; i++) {
            int at = i + cut;
            positions[i] = at % strides[axis] == 0 ? at / strides[axis] : IndexMap.FILL;
        }
        return positions;
    }

    private long spreadExtent(int axis) {
        long extent = (sizes[axis] - 1L) * strides[axis] + 1 - Math.max(0, -before(axis)) - Math.max(0, -after(axis));
        if (extent < 1) {
            throw node.error("its padding leaves nothing of its input");
        }
        return extent;
    }

    /** Zeros before the first value; negative where values are cut off. */
    private int before(int axis) {
        return dilations[axis] * (kernel[axis] - 1) - begins[axis];
    }

    private int after(int axis) {
        return dilations[axis] * (kernel[axis] - 1) - ends[axis] + outputPadding[axis];
    }

    private void readPadding() {
        String mode = node.text("auto_pad", "NOTSET");
        int axes = sizes.length;
        boolean same = mode.startsWith("SAME_");
        if (!same && !List.of("NOTSET", "VALID", "").contains(mode)) {
            throw node.error("auto_pad = " + mode + " is not supported");
        }
        if (node.has("output_shape") || same) {
            int[] output = node.integers("output_shape", axes, 0);
            for (int axis = 0; axis < axes; axis++) {
                int extent = node.has("output_shape") ? output[axis] : sizes[axis] * strides[axis];
                fit(axis, extent, "SAME_UPPER".equals(mode));
            }
        } else if (!"VALID".equals(mode)) {
            int[] pads = node.integers("pads", axes * 2, 0);
            System.arraycopy(pads, 0, begins, 0, axes);
            System.arraycopy(pads, axes, ends, 0, axes);
        }
    }

    /** Chooses the padding that gives an output extent; an odd one more is cut at the begin, or with upper at the end. */
    private void fit(int axis, int extent, boolean upper) {
        long covered = (sizes[axis] - 1L) * strides[axis] + dilations[axis] * (kernel[axis] - 1L) + 1;
        int total = Math.toIntExact(covered + outputPadding[axis] - extent);
        int positive = Math.max(0, total);
        begins[axis] = upper ? positive / 2 : positive - positive / 2;
        ends[axis] = total - begins[axis];
    }
}
