/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_include_padding;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Value;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Sums of each sample. Planes of images are averaged by a pooling, in float32; the rest is added up in float64.
 */
final class SumLowering {
    private static final int IMAGE_RANK = 4;

    private final PlanBuilder plan;
    private final Map<Value, double[]> sums = new HashMap<>();

    SumLowering(PlanBuilder plan) {
        this.plan = plan;
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
        boolean planes = perChannel && shape.rank() == IMAGE_RANK && shape.dimension(2) * shape.dimension(3) > 1;
        Array source = planes ? averaged(a) : plan.plain(a);
        int positions = planes ? shape.dimension(2) * shape.dimension(3) : 1;
        double[] factors = weights.toArray();
        int values = Math.toIntExact(source.layout().elements()) / shape.dimension(0);
        int each = factors.length == 1 ? values : values / factors.length;
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

    private void signed(Value a, Value z, double[] result) {
        Array values = plan.plain(a);
        Array signs = plan.plain(z);
        int size = a.shape().inner().elementCount();
        Floats valuesFloats = new Floats(values);
        Floats signsFloats = new Floats(signs);
        plan.run(
                () -> {
                    FloatBuffer floats = valuesFloats.get();
                    FloatBuffer others = signsFloats.get();
                    for (int n = 0; n < result.length; n++) {
                        double sum = 0;
                        for (int i = n * size; i < (n + 1) * size; i++) {
                            sum += others.get(i) >= 0 ? floats.get(i) : -floats.get(i);
                        }
                        result[n] = sum;
                    }
                },
                values,
                signs);
    }

    /** The mean of every plane, {@code [N, C]}. */
    private Array averaged(Value a) {
        Array source = plan.array(a);
        Shape shape = a.shape();
        Window all = new Window(shape.dimension(2), shape.dimension(3), 1, 1, 0, 0, 0, 0, 1, 1);
        Layout pooled = Layout.any(dnnl_f32, shape.dimension(0), shape.dimension(1), 1, 1);
        Primitive primitive = PoolLowering.forward(
                dnnl_pooling_avg_include_padding, all, source.layout(), pooled, dnnl_forward_inference);
        Array means = Array.of(primitive.destination());
        plan.run(primitive, Map.of(DNNL_ARG_SRC, source, DNNL_ARG_DST, means));
        Layout plain = Layout.plain(shape.dimension(0), shape.dimension(1), 1, 1);
        if (means.layout().same(plain)) {
            return means;
        }
        Array ordered = Array.of(plain);
        plan.reorder(means, ordered);
        return ordered;
    }
}
