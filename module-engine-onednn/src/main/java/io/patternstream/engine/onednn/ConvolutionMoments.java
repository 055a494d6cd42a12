/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.program.LinearLayer;
import io.patternstream.engine.program.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sums of one convolution by its backward passes to the weights; the gradient of the bias counts and adds up outputs. */
final class ConvolutionMoments {
    /** Up to this float32 counts exactly. */
    private static final long MOST_ROWS = 1 << 24;

    private final PlanBuilder plan;
    private final MomentsLowering shared;
    private final LinearLayer layer;
    private final Centring centring;
    private final MomentsReport report;

    ConvolutionMoments(
            PlanBuilder plan, MomentsLowering shared, LinearLayer layer, Centring centring, MomentsReport report) {
        this.plan = plan;
        this.shared = shared;
        this.layer = layer;
        this.centring = centring;
        this.report = report;
    }

    void lower(Value x, Value z) {
        long batch = z.shape().dimension(0);
        long rows = batch * z.shape().dimension(2) * z.shape().dimension(3);
        if (rows > MOST_ROWS) {
            throw new IllegalArgumentException(
                    "statistics of " + batch + " images of " + z.shape().inner() + " at once count " + rows
                            + " rows, more than " + MOST_ROWS + "; use smaller batches");
        }
        Array given = plan.array(x);
        Array outputs = plan.array(z);
        Primitive gradient = new ConvolutionWays(filledUp(given.layout(), outputs.layout()), batch, Options.EXACT)
                .weightGradient(given.layout().whole());
        Array inputs = fitted(given, gradient.source());
        Array shifted = shared.shifted(centring, inputs);
        Inside inside = isPadded() ? inside(batch) : null;
        for (boolean positive : new boolean[] {true, false}) {
            Array mask = shared.mask(positive, outputs);
            Pass counted = pass(gradient, inputs, shifted, mask, inside);
            shared.weigh(positive, centring, outputs, mask, mask);
            Pass weighted = pass(gradient, inputs, shifted, mask, inside);
            report(positive, counted, weighted);
        }
    }

    /**
     * The layer with the channels that fill up the last block of its arrays, which hold zeros: whole blocks are what oneDNN
     * has fast code for. Nobody reads what they come to.
     */
    private LinearLayer filledUp(Layout inputs, Layout outputs) {
        if (layer.groups() > 1) {
            return layer;
        }
        int channels = Math.toIntExact(inputs.whole().dimension(1));
        int neurons = Math.toIntExact(outputs.whole().dimension(1));
        Shape weights = Shape.of(
                neurons, channels, layer.shape().dimension(2), layer.shape().dimension(3));
        Shape input =
                Shape.of(channels, layer.input().dimension(1), layer.input().dimension(2));
        return new LinearLayer(layer.coefficients(), weights, layer.requiredWindow(), 1, input);
    }

    /** An array with what fills up its last block as a primitive wants it, reordered where it lies otherwise. */
    private Array fitted(Array array, Layout wanted) {
        boolean filledUp = array.layout().dimension(1) != wanted.dimension(1);
        Array given = filledUp ? array.whole() : array;
        if (given.layout().same(wanted)) {
            return given;
        }
        Array reordered = Array.of(wanted);
        plan.reorder(given, reordered);
        return reordered;
    }

    private void report(boolean positive, Pass counted, Pass weighted) {
        MomentsReport.Border border = counted.inside == null || weighted.inside == null
                ? null
                : new MomentsReport.Border(new Floats(counted.inside), new Floats(weighted.inside));
        MomentsReport.Sums sums = new MomentsReport.Sums(
                0,
                layer.shape().dimension(0),
                Math.toIntExact(counted.weights.layout().elements()
                        / counted.biases.layout().elements()),
                new Floats(counted.weights),
                new Floats(weighted.weights),
                new Floats(counted.biases),
                new Floats(weighted.biases),
                null,
                border);
        List<Array> read = new ArrayList<>(List.of(counted.weights, weighted.weights, counted.biases, weighted.biases));
        if (counted.inside != null && weighted.inside != null) {
            read.addAll(List.of(counted.inside, weighted.inside));
        }
        plan.run(() -> report.run(positive, sums), read.toArray(Array[]::new));
    }

    /** One backward pass, over the inputs or over the shifted ones. */
    private Pass pass(Primitive gradient, Array inputs, Array shifted, Array outputs, @Nullable Inside inside) {
        Array arriving = fitted(outputs, gradient.destinationGradient());
        Array weights = Array.of(gradient.weightGradient());
        Array biases = Array.of(Layout.plain(gradient.destinationGradient().dimension(1)));
        plan.run(gradient, arguments(inputs, arriving, weights, biases))
                .when(() -> !centring.isShifted())
                .linear();
        plan.run(gradient, arguments(shifted, arriving, weights, biases)).when(centring::isShifted);
        Array border = null;
        if (inside != null) {
            Array counts = Array.of(inside.gradient.weightGradient());
            Array unused = Array.of(Layout.plain(layer.shape().dimension(0)));
            Array given = Array.of(inside.gradient.destinationGradient());
            plan.run(Reorder.primitive(outputs.layout(), given.layout()), Reorder.arguments(outputs, given))
                    .when(centring::isShifted);
            plan.run(inside.gradient, arguments(inside.ones, given, counts, unused))
                    .when(centring::isShifted);
            border = inOrder(counts);
        }
        return new Pass(inOrder(weights), biases, border);
    }

    private static Map<Integer, Array> arguments(Array inputs, Array arriving, Array weights, Array biases) {
        return Map.of(
                DNNL_ARG_SRC,
                inputs,
                DNNL_ARG_DIFF_DST,
                arriving,
                DNNL_ARG_DIFF_WEIGHTS,
                weights,
                DNNL_ARG_DIFF_BIAS,
                biases);
    }

    private Array inOrder(Array weights) {
        Layout plain = Layout.plain(weights.layout().dimensions());
        if (weights.layout().same(plain)) {
            return weights;
        }
        Array ordered = Array.of(plain);
        plan.reorder(weights, ordered);
        return ordered;
    }

    private boolean isPadded() {
        Window window = layer.requiredWindow();
        return window.padTop() + window.padBottom() + window.padLeft() + window.padRight() > 0;
    }

    /** An image of ones and the layer with it as its only channel. */
    private Inside inside(long batch) {
        Shape input = Shape.of(1, layer.input().dimension(1), layer.input().dimension(2));
        Shape weights = Shape.of(
                layer.shape().dimension(0),
                1,
                layer.shape().dimension(2),
                layer.shape().dimension(3));
        LinearLayer one = new LinearLayer(layer.coefficients(), weights, layer.requiredWindow(), 1, input);
        Layout plain = Layout.plain(input.batchOf(Math.toIntExact(batch)));
        Primitive gradient = new ConvolutionWays(one, batch, Options.EXACT).weightGradient(plain);
        float[] ones = new float[Math.toIntExact(gradient.source().bytes() / Float.BYTES)];
        Arrays.fill(ones, 1);
        return new Inside(gradient, plan.constant(gradient.source(), ones));
    }

    private record Inside(Primitive gradient, Array ones) {}

    /**
     * What a backward pass gives.
     *
     * @param weights sums over patches, in C order
     * @param biases sums over rows
     * @param inside sums over rows inside the image; null without padding
     */
    private record Pass(Array weights, Array biases, @Nullable Array inside) {}
}
