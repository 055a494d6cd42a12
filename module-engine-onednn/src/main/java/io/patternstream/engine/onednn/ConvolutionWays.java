/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_winograd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_dilated_convolution_backward_data_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_dilated_convolution_backward_weights_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_dilated_convolution_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;

import io.patternstream.engine.graph.Window;
import io.patternstream.engine.program.LinearLayer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.jspecify.annotations.Nullable;

/** The ways to compute one convolution. Arrays between layers are blocked by 16 channels, so that nothing is reordered. */
final class ConvolutionWays {
    private final LinearLayer layer;
    private final Window window;
    private final long batch;
    private final Options options;

    ConvolutionWays(LinearLayer layer, long batch, Options options) {
        this.layer = layer;
        this.window = layer.requiredWindow();
        this.batch = batch;
        this.options = options;
    }

    /** {@code W x + b}, and then the ending. */
    List<LazyWay> forward(Ending ending) {
        List<LazyWay> ways = new ArrayList<>();
        for (int type : types()) {
            Layout result = Layout.blocked(type, outputShape());
            for (Layout source : layouts(type, inputShape())) {
                for (int algorithm : algorithms(type)) {
                    add(
                            ways,
                            algorithm,
                            result,
                            ending,
                            after -> Way.forward(
                                    forward(algorithm, source, result, after), new Arrangement.Straight(), null));
                }
            }
        }
        return ways;
    }

    /** {@code W^T r}, and then the ending. */
    List<LazyWay> transpose(Ending ending) {
        List<LazyWay> ways = new ArrayList<>();
        for (int type : types()) {
            Layout arriving = Layout.blocked(type, outputShape());
            boolean addsLater = !ending.adds() || ending.canFollow(type);
            for (Layout result : layouts(type, inputShape())) {
                for (int algorithm : algorithms(type)) {
                    if (addsLater && (algorithm == dnnl_convolution_direct || isPaddedEvenly())) {
                        ways.add(() -> Way.backward(backward(algorithm, arriving, result)));
                    }
                    if (turns()) {
                        add(
                                ways,
                                algorithm,
                                result,
                                ending,
                                after -> Way.forward(
                                        turned(algorithm, arriving, result, after), new Arrangement.Turned(), null));
                    }
                }
            }
            if (addsLater && PhasedTranspose.fits(layer)) {
                ways.add(() -> new PhasedTranspose(layer, batch).way(arriving));
            }
        }
        return ways;
    }

    /** Winograd's code has no further operands, and what oneDNN lays out as it likes cannot be matched by one. */
    private static void add(List<LazyWay> ways, int algorithm, Layout result, Ending ending, EndedWay way) {
        boolean within = algorithm == dnnl_convolution_direct && !result.isOpen();
        if (!ending.adds()) {
            ways.add(() -> way.generate(ending.afterAddition()));
        } else if (within) {
            ways.add(() -> way.generate(ending.within(result)).adding());
        } else if (ending.canFollow(result.type())) {
            ways.add(() -> way.generate(PostOps.NONE));
        }
    }

    /**
     * What a gradient at the outputs makes of the inputs: the gradient of weights and biases.
     *
     * @param given layout of the inputs as they lie, float32; another is taken where oneDNN is faster with it
     * @return the primitive, closed by the caller
     */
    Primitive weightGradient(Layout given) {
        Layout anyInput = Layout.any(dnnl_f32, inputShape());
        Layout anyOutput = Layout.any(dnnl_f32, outputShape());
        Layout blocked = Layout.blocked(dnnl_f32, outputShape());
        Layout[][] offers = {{given, blocked}, {anyInput, blocked}, {anyInput, anyOutput}};
        Primitive slow = null;
        for (Layout[] offer : offers) {
            try {
                Primitive primitive = weightGradient(offer[0], offer[1]);
                if (!primitive.isReference()) {
                    close(slow);
                    return primitive;
                }
                close(slow);
                slow = primitive;
            } catch (OnednnException e) {
                if (!e.unimplemented()) {
                    throw e;
                }
            }
        }
        if (slow == null) {
            throw new UnsupportedOperationException("oneDNN has no way to learn patterns of " + layer);
        }
        return slow;
    }

    private Primitive weightGradient(Layout source, Layout arriving) {
        Layout weights = Layout.any(dnnl_f32, weightsShape());
        dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
        OnednnException.check(
                dnnl_dilated_convolution_backward_weights_desc_init(
                        operation,
                        dnnl_convolution_direct,
                        source.descriptor(),
                        weights.descriptor(),
                        Layout.plain(layer.shape().dimension(0)).descriptor(),
                        arriving.descriptor(),
                        strides(),
                        dilations(),
                        new long[] {window.padTop(), window.padLeft()},
                        new long[] {window.padBottom(), window.padRight()}),
                "convolution_backward_weights_desc_init");
        try (Primitive hint = forward(dnnl_convolution_direct, source, arriving, PostOps.NONE)) {
            return Primitive.create(operation, PostOps.NONE, hint);
        }
    }

    private static void close(@Nullable Primitive primitive) {
        if (primitive != null) {
            primitive.close();
        }
    }

    private List<Integer> types() {
        return options.reduced() ? List.of(dnnl_bf16, dnnl_f32) : List.of(dnnl_f32);
    }

    private List<Integer> algorithms(int type) {
        boolean winograd = options.winograd()
                && type == dnnl_f32
                && layer.groups() == 1
                && window.kernelHeight() == 3
                && window.kernelWidth() == 3
                && strideOne()
                && window.dilationHeight() == 1
                && window.dilationWidth() == 1;
        return winograd
                ? List.of(dnnl_convolution_direct, dnnl_convolution_winograd)
                : List.of(dnnl_convolution_direct);
    }

    /** Few channels fill a block badly: what the primitive likes best is tried, too. */
    private static List<Layout> layouts(int type, long[] shape) {
        Layout blocked = Layout.blocked(type, shape);
        return shape[1] < Layout.BLOCK ? List.of(Layout.any(type, shape), blocked) : List.of(blocked);
    }

    private Primitive forward(int algorithm, Layout source, Layout result, PostOps after) {
        return forward(
                algorithm,
                new Operands(source, Layout.any(source.type(), weightsShape()), result),
                Layout.plain(layer.shape().dimension(0)),
                new long[][] {{window.padTop(), window.padLeft()}, {window.padBottom(), window.padRight()}},
                after);
    }

    private Primitive forward(
            int algorithm, Operands operands, @Nullable Layout biases, long[][] padding, PostOps after) {
        dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
        OnednnException.check(
                dnnl_dilated_convolution_forward_desc_init(
                        operation,
                        dnnl_forward_inference,
                        algorithm,
                        operands.source.descriptor(),
                        operands.weights.descriptor(),
                        biases == null ? null : biases.descriptor(),
                        operands.result.descriptor(),
                        strides(),
                        dilations(),
                        padding[0],
                        padding[1]),
                "convolution_forward_desc_init");
        return Primitive.create(operation, after, null);
    }

    private Primitive backward(int algorithm, Layout arriving, Layout result) {
        dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
        OnednnException.check(
                dnnl_dilated_convolution_backward_data_desc_init(
                        operation,
                        algorithm,
                        result.descriptor(),
                        Layout.any(arriving.type(), weightsShape()).descriptor(),
                        arriving.descriptor(),
                        strides(),
                        dilations(),
                        new long[] {window.padTop(), window.padLeft()},
                        new long[] {window.padBottom(), window.padRight()}),
                "convolution_backward_data_desc_init");
        Layout source = Layout.any(result.type(), inputShape());
        Layout destination = Layout.any(arriving.type(), outputShape());
        try (Primitive hint = forward(algorithm, source, destination, PostOps.NONE)) {
            return Primitive.create(operation, PostOps.NONE, hint);
        }
    }

    private Primitive turned(int algorithm, Layout arriving, Layout result, PostOps after) {
        long[] shape = weightsShape();
        Layout weights = Layout.any(arriving.type(), shape[1], shape[0], shape[2], shape[3]);
        int height = window.dilationHeight() * (window.kernelHeight() - 1);
        int width = window.dilationWidth() * (window.kernelWidth() - 1);
        long[][] padding = {
            {height - window.padTop(), width - window.padLeft()},
            {height - window.padBottom(), width - window.padRight()}
        };
        return forward(algorithm, new Operands(arriving, weights, result), null, padding, after);
    }

    /** Whether the transpose is itself a convolution. */
    private boolean turns() {
        int height = window.dilationHeight() * (window.kernelHeight() - 1);
        int width = window.dilationWidth() * (window.kernelWidth() - 1);
        return strideOne()
                && layer.groups() == 1
                && window.padTop() <= height
                && window.padBottom() <= height
                && window.padLeft() <= width
                && window.padRight() <= width;
    }

    /** Elsewhere Winograd's backward code computes something else. */
    private boolean isPaddedEvenly() {
        return window.padTop() == window.padBottom() && window.padLeft() == window.padRight();
    }

    private boolean strideOne() {
        return window.strideHeight() == 1 && window.strideWidth() == 1;
    }

    private long[] strides() {
        return new long[] {window.strideHeight(), window.strideWidth()};
    }

    private long[] dilations() {
        return new long[] {window.dilationHeight() - 1L, window.dilationWidth() - 1L};
    }

    private long[] inputShape() {
        return new long[] {
            batch,
            layer.input().dimension(0),
            layer.input().dimension(1),
            layer.input().dimension(2)
        };
    }

    private long[] outputShape() {
        return new long[] {
            batch,
            layer.shape().dimension(0),
            window.outputHeight(layer.input().dimension(1)),
            window.outputWidth(layer.input().dimension(2))
        };
    }

    /** {@code [O, I, kH, kW]}, or with groups {@code [G, O/G, I/G, kH, kW]}. */
    private long[] weightsShape() {
        long[] shape = Layout.dimensions(layer.shape());
        return layer.groups() == 1
                ? shape
                : new long[] {layer.groups(), shape[0] / layer.groups(), shape[1], shape[2], shape[3]};
    }

    /** A way with something at its end. */
    private interface EndedWay {
        Way generate(PostOps after);
    }

    private record Operands(Layout source, Layout weights, Layout result) {}
}
