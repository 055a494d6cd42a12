/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_ge;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_include_padding;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Value;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Sums of each sample. Planes of images are averaged by a pooling, in float32; the rest is added up in float64.
 */
final class SumLowering {
    private static final int IMAGE_RANK = 4;
    private static final double[] ONE = {1};

    private final PlanBuilder plan;
    private final Binaries binaries;
    private final Map<Value, double[]> sums = new HashMap<>();
    private final Map<Value, Array> means = new HashMap<>();

    SumLowering(PlanBuilder plan, Binaries binaries) {
        this.plan = plan;
        this.binaries = binaries;
    }

    /** Begins the next section. */
    void section() {
        means.clear();
    }

    void lower(Instruction instruction) {
        Value a = instruction.operand(0);
        double[] result = new double[a.shape().dimension(0)];
        sums.put(instruction.result(), result);
        if (instruction.operator() instanceof Operator.WeightedSum sum) {
            weighted(sum.weights(), a, result);
        } else {
            signed(a, instruction.operand(1), result);
        }
    }

    boolean computes(Value value) {
        return sums.containsKey(value);
    }

    Map<Value, double[]> results() {
        return sums;
    }

    private void weighted(Operator.Weights weights, Value a, double[] result) {
        Shape shape = a.shape();
        boolean perChannel = weights.count() == 1 || weights.count() == shape.dimension(1);
        double[] factors = weights.toArray();
        Array given = plan.array(a);
        int elements = shape.inner().elementCount();
        if (factors.length == 1
                && elements % Layout.BLOCK == 0
                && given.layout().isPlain()) {
            int positions = elements / Layout.BLOCK;
            addUp(averaged(given.as(asPlanes(result.length, positions))), positions, factors, result);
        } else if (perChannel && hasPlanes(shape)) {
            Array means = means(a);
            int channels = Math.toIntExact(means.layout().elements()) / result.length; // perhaps filled up with zeros
            double[] filled = factors.length == 1 ? factors : Arrays.copyOf(factors, channels);
            addUp(means, shape.dimension(2) * shape.dimension(3), filled, result);
        } else {
            addUp(plan.plain(a), 1, factors, result);
        }
    }

    /** Reads values in any order, for all count alike, as if they were planes, for which there is fast code. */
    private static Layout asPlanes(int samples, int positions) {
        int height = (int) Math.sqrt(positions);
        while (positions % height != 0) {
            height--;
        }
        return Layout.blocked(dnnl_f32, samples, Layout.BLOCK, height, positions / height);
    }

    /** Sums of one value with several weights read its planes once. */
    private Array means(Value a) {
        return means.computeIfAbsent(
                a, key -> averaged(plan.array(a, plan.array(a).layout().withType(dnnl_f32))));
    }

    private void signed(Value a, Value z, double[] result) {
        Layout given =
                Binaries.common(plan.array(a).layout(), plan.array(z).layout()).withType(dnnl_f32);
        Layout layout = given.whole();
        Array values = plan.array(a, given).whole();
        Array signed = Array.of(layout);
        PostOps ops = PostOps.NONE.then(dnnl_eltwise_linear, 2, -1).then(dnnl_binary_mul, layout);
        binaries.run(
                dnnl_binary_ge,
                ops,
                plan.array(z, given).whole(),
                binaries.scalar(layout, 0),
                signed,
                Map.of(Binaries.operandOf(1), values));
        Shape shape = a.shape();
        if (hasPlanes(shape)) {
            addUp(averaged(signed), shape.dimension(2) * shape.dimension(3), ONE, result);
        } else {
            addUp(plain(signed), 1, ONE, result);
        }
    }

    private static boolean hasPlanes(Shape shape) {
        return shape.rank() == IMAGE_RANK && shape.dimension(2) * shape.dimension(3) > 1;
    }

    /** Adds up each sample's values, which stand for a number of others each. */
    private void addUp(Array source, int positions, double[] factors, double[] result) {
        int values = Math.toIntExact(source.layout().elements()) / result.length;
        int each = values / factors.length;
        Floats sourceFloats = new Floats(source);
        plan.run(
                () -> {
                    FloatBuffer floats = sourceFloats.get();
                    for (int n = 0; n < result.length; n++) {
                        double sum = 0;
                        for (int i = 0; i < values; i++) {
                            sum += factors[i / each] * floats.get(n * values + i);
                        }
                        result[n] = positions * sum;
                    }
                },
                source);
    }

    private Array plain(Array array) {
        Layout layout = Layout.plain(array.layout().dimensions());
        if (array.layout().same(layout)) {
            return array;
        }
        Array ordered = Array.of(layout);
        plan.reorder(array, ordered);
        return ordered;
    }

    /** The mean of every plane, in C order, perhaps with zeros up to whole blocks of channels. */
    private Array averaged(Array source) {
        long[] shape = source.layout().dimensions();
        int height = Math.toIntExact(shape[2]);
        int width = Math.toIntExact(shape[3]);
        Window all = new Window(height, width, 1, 1, 0, 0, 0, 0, 1, 1);
        Layout pooled = Layout.any(dnnl_f32, shape[0], shape[1], 1, 1);
        Primitive primitive = PoolLowering.forward(
                dnnl_pooling_avg_include_padding, all, source.layout(), pooled, dnnl_forward_inference);
        Array means = Array.of(primitive.destination());
        plan.run(primitive, Map.of(DNNL_ARG_SRC, source, DNNL_ARG_DST, means));
        Layout blocked = Layout.blocked(dnnl_f32, shape[0], shape[1], 1, 1);
        if (means.layout().same(blocked)) {
            return means.as(
                    Layout.plain(shape[0], blocked.whole().dimension(1))); // planes of one value: blocks lie in order
        }
        return plain(means);
    }
}
