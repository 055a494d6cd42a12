/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;

import io.patternstream.engine.graph.Window;
import io.patternstream.engine.program.LinearLayer;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;

/**
 * The transpose of a convolution with a stride and few input channels, the first of most networks, whose backward code
 * leaves most of a vector empty. Pixels that lie alike within the stride are one channel each of a convolution with stride 1;
 * its output is then spread over the image.
 */
final class PhasedTranspose {
    private final LinearLayer layer;
    private final Window window;
    private final long batch;
    private final int stride;

    PhasedTranspose(LinearLayer layer, long batch) {
        this.layer = layer;
        this.window = layer.requiredWindow();
        this.batch = batch;
        this.stride = window.strideHeight();
    }

    /** Tells whether all phases of all channels fit into one block, and the image into whole strides. */
    static boolean fits(LinearLayer layer) {
        Window window = layer.requiredWindow();
        int stride = window.strideHeight();
        return stride > 1
                && stride == window.strideWidth()
                && layer.groups() == 1
                && window.dilationHeight() == 1
                && window.dilationWidth() == 1
                && stride * stride * layer.input().dimension(0) <= Layout.BLOCK
                && layer.input().dimension(1) % stride == 0
                && layer.input().dimension(2) % stride == 0;
    }

    Way way(Layout arriving) {
        int first = -Math.floorDiv(window.kernelHeight() - 1 - window.padTop(), stride);
        int left = -Math.floorDiv(window.kernelWidth() - 1 - window.padLeft(), stride);
        int rows = (stride - 1 + window.padTop()) / stride - first + 1;
        int columns = (stride - 1 + window.padLeft()) / stride - left + 1;
        long channels = (long) stride * stride * layer.input().dimension(0);
        long height = layer.input().dimension(1) / stride;
        long width = layer.input().dimension(2) / stride;
        long below = height - arriving.dimension(2) + rows - 1 + first;
        long right = width - arriving.dimension(3) + columns - 1 + left;
        dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
        OnednnException.check(
                dnnl_convolution_forward_desc_init(
                        operation,
                        dnnl_forward_inference,
                        dnnl_convolution_direct,
                        arriving.descriptor(),
                        Layout.any(arriving.type(), channels, layer.shape().dimension(0), rows, columns)
                                .descriptor(),
                        null,
                        Layout.blocked(dnnl_f32, batch, channels, height, width).descriptor(),
                        new long[] {1, 1},
                        new long[] {-first, -left},
                        new long[] {below, right}),
                "convolution_forward_desc_init");
        Arrangement arrangement = new Arrangement.Phases(stride, first, left, rows, columns);
        return Way.forward(Primitive.create(operation, PostOps.NONE, null), arrangement, spread(height, width));
    }

    /** From {@code [N, m, n, C*s*s]} to {@code [N, C, m*s, n*s]}. */
    private Way.Finish spread(long height, long width) {
        long inputs = layer.input().dimension(0);
        long[] shape = {batch, inputs, stride, stride, height, width};
        long block = Layout.BLOCK;
        long[] read = {block * height * width, (long) stride * stride, stride, 1, block * width, block};
        long row = stride * width;
        long plane = stride * height * row;
        long[] written = {inputs * plane, plane, row, 1, stride * row, stride};
        Layout from = Layout.strided(shape, read);
        Layout to = Layout.strided(shape, written);
        Layout result = Layout.plain(batch, inputs, stride * height, stride * width);
        return new Way.Finish(Reorder.primitive(from, to), from, to, result);
    }
}
