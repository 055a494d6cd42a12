/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;

/** How a layer's window moves, as DL4J says it: its padding may depend on the size of the image. Immutable. */
final class Geometry {
    /** Larger extents could overflow when they are multiplied. */
    private static final int LARGEST = 32767;

    private final int[] kernel;
    private final int[] stride;
    private final int[] padding;
    private final int[] dilation;
    private final ConvolutionMode mode;

    private Geometry(int[][] extents, ConvolutionMode mode) {
        this.kernel = extents[0];
        this.stride = extents[1];
        this.padding = extents[2];
        this.dilation = extents[3];
        this.mode = mode;
        if (mode != ConvolutionMode.Same && mode != ConvolutionMode.Truncate && mode != ConvolutionMode.Strict) {
            throw new ModelFormatException(
                    "convolution mode " + mode + " is not supported; Same, Truncate and Strict are");
        }
        for (int[] extent : extents) {
            if (extent.length != 2) {
                throw new ModelFormatException("a window's extents must be pairs, not " + Arrays.toString(extent));
            }
            int least = extent == padding ? 0 : 1;
            if (Arrays.stream(extent).anyMatch(value -> value < least || value > LARGEST)) {
                throw new ModelFormatException("a window has the extents " + Arrays.toString(extent)
                        + "; kernel, stride and dilation are 1 to " + LARGEST + ", padding is 0 to " + LARGEST);
            }
        }
    }

    static Geometry of(ConvolutionLayer layer) {
        int[][] extents = {layer.getKernelSize(), layer.getStride(), layer.getPadding(), layer.getDilation()};
        return new Geometry(extents, layer.getConvolutionMode());
    }

    static Geometry of(SubsamplingLayer layer) {
        int[][] extents = {layer.getKernelSize(), layer.getStride(), layer.getPadding(), layer.getDilation()};
        return new Geometry(extents, layer.getConvolutionMode());
    }

    /**
     * Computes one side of the output image.
     *
     * @param layer any supported layer; those without a window keep the size
     * @param axis 0 for the height, 1 for the width
     * @param side that side of the input image
     * @return number of positions, not positive where the window does not fit
     */
    static int outputSide(Layer layer, int axis, int side) {
        if (layer instanceof Deconvolution2D deconvolution) {
            return of(deconvolution).inputSide(axis, side);
        }
        if (layer instanceof ConvolutionLayer convolution) {
            return of(convolution).outputSide(axis, side);
        }
        if (layer instanceof SubsamplingLayer pool) {
            return of(pool).outputSide(axis, side);
        }
        if (layer instanceof ZeroPaddingLayer padding) {
            return side + padding.getPadding()[2 * axis] + padding.getPadding()[2 * axis + 1];
        }
        if (layer instanceof Cropping2D cropping) {
            return side - cropping.getCropping()[2 * axis] - cropping.getCropping()[2 * axis + 1];
        }
        if (layer instanceof Upsampling2D upsampling) {
            return side * upsampling.getSize()[axis];
        }
        return layer instanceof SpaceToDepthLayer blocks ? side / blocks.getBlockSize() : side;
    }

    /**
     * Fixes the window for images of one size.
     *
     * @param image {@code [C, H, W]}
     * @return the window
     */
    Window window(Shape image) {
        int[] vertical = pads(0, image.dimension(1));
        int[] horizontal = pads(1, image.dimension(2));
        return new Window(
                kernel[0],
                kernel[1],
                stride[0],
                stride[1],
                vertical[0],
                horizontal[0],
                vertical[1],
                horizontal[1],
                dilation[0],
                dilation[1]);
    }

    private int outputSide(int axis, int side) {
        if (mode == ConvolutionMode.Same) {
            return (side + stride[axis] - 1) / stride[axis];
        }
        return Math.floorDiv(side + 2 * padding[axis] - extent(axis), stride[axis]) + 1;
    }

    /** The side from which a convolution would make this one: what its transpose makes. */
    private int inputSide(int axis, int side) {
        return mode == ConvolutionMode.Same
                ? side * stride[axis]
                : (side - 1) * stride[axis] + extent(axis) - 2 * padding[axis];
    }

    private int[] pads(int axis, int side) {
        if (mode != ConvolutionMode.Same) {
            return new int[] {padding[axis], padding[axis]};
        }
        int total = Math.max(0, (outputSide(axis, side) - 1) * stride[axis] + extent(axis) - side);
        return new int[] {total / 2, total - total / 2};
    }

    private int extent(int axis) {
        return dilation[axis] * (kernel[axis] - 1) + 1;
    }
}
