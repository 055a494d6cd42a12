/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_aBcd16b;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_exclude_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_include_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_v2_backward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_v2_forward_desc_init;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.program.Section;
import io.patternstream.engine.program.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_pooling_v2_desc_t;

/** Pooling. A maximum that is to be walked back keeps, in a byte or so per value, which position won. */
final class PoolLowering {
    private static final int BLOCK = 16;

    private final PlanBuilder plan;
    private final Set<Pool> walkedBack = new HashSet<>();
    private final Map<Pool, Array> winners = new HashMap<>();
    private final Map<Pool, Layout> sources = new HashMap<>();
    private final Map<Pool, Layout> results = new HashMap<>();

    PoolLowering(PlanBuilder plan, Program program) {
        this.plan = plan;
        for (Section section : program.sections()) {
            for (Instruction instruction : section.instructions()) {
                if (instruction.operator() instanceof Operator.MaxPoolBackward backward) {
                    walkedBack.add(new Pool(instruction.operand(1), backward.window()));
                }
            }
        }
    }

    void lower(Instruction instruction) {
        Operator operator = instruction.operator();
        Value x = instruction.operand(0);
        Value result = instruction.result();
        if (operator instanceof Operator.MaxPool pool) {
            max(new Pool(x, pool.window()), result);
        } else if (operator instanceof Operator.MaxPoolBackward pool) {
            maxBackward(new Pool(instruction.operand(1), pool.window()), x, result);
        } else if (operator instanceof Operator.AveragePool pool) {
            Array source = plan.array(x);
            Primitive primitive = forward(
                    average(pool.countIncludePad()),
                    pool.window(),
                    source.layout(),
                    Layout.any(source.layout().type(), Layout.dimensions(result.shape())),
                    dnnl_forward_inference);
            Array target = plan.result(result, primitive.destination());
            plan.run(primitive, Map.of(DNNL_ARG_SRC, source, DNNL_ARG_DST, target));
        } else if (operator instanceof Operator.AveragePoolBackward pool) {
            averageBackward(pool, x, result);
        }
    }

    private void max(Pool pool, Value result) {
        Array source = plan.array(pool.x);
        boolean back = walkedBack.contains(pool);
        Primitive primitive = forward(
                dnnl_pooling_max,
                pool.window,
                source.layout(),
                Layout.any(source.layout().type(), Layout.dimensions(result.shape())),
                back ? dnnl_forward_training : dnnl_forward_inference);
        Map<Integer, Array> arguments = new LinkedHashMap<>();
        arguments.put(DNNL_ARG_SRC, source);
        arguments.put(DNNL_ARG_DST, plan.result(result, primitive.destination()));
        if (back) {
            Array winner = Array.of(primitive.workspace());
            winners.put(pool, winner);
            sources.put(pool, source.layout());
            results.put(pool, primitive.destination());
            arguments.put(DNNL_ARG_WORKSPACE, winner);
        }
        plan.run(primitive, arguments);
    }

    private void maxBackward(Pool pool, Value r, Value result) {
        Layout source = Objects.requireNonNull(sources.get(pool), "a maximum that was not computed is walked back");
        Layout arrivingLayout = Objects.requireNonNull(results.get(pool));
        Array arriving = plan.array(r, arrivingLayout);
        Primitive primitive;
        try (Primitive hint = forward(dnnl_pooling_max, pool.window, source, arrivingLayout, dnnl_forward_training)) {
            primitive = backward(dnnl_pooling_max, pool.window, source, arrivingLayout, hint);
        }
        Map<Integer, Array> arguments = new LinkedHashMap<>();
        arguments.put(DNNL_ARG_DIFF_DST, arriving);
        arguments.put(DNNL_ARG_WORKSPACE, Objects.requireNonNull(winners.get(pool)));
        arguments.put(DNNL_ARG_DIFF_SRC, plan.result(result, source));
        plan.run(primitive, arguments);
    }

    private void averageBackward(Operator.AveragePoolBackward pool, Value r, Value result) {
        Layout source = blockedOrPlain(result.shape());
        Array arriving = plan.array(r, blockedOrPlain(r.shape()));
        int algorithm = average(pool.countIncludePad());
        Primitive primitive;
        try (Primitive hint = forward(algorithm, pool.window(), source, arriving.layout(), dnnl_forward_training)) {
            primitive = backward(algorithm, pool.window(), source, arriving.layout(), hint);
        }
        Array target = plan.result(result, source);
        plan.run(primitive, Map.of(DNNL_ARG_DIFF_DST, arriving, DNNL_ARG_DIFF_SRC, target));
    }

    private static Layout blockedOrPlain(Shape shape) {
        return shape.dimension(1) % BLOCK == 0
                ? Layout.tagged(dnnl_f32, dnnl_aBcd16b, Layout.dimensions(shape))
                : Layout.plain(shape);
    }

    static Primitive forward(int algorithm, Window window, Layout source, Layout result, int propagation) {
        dnnl_pooling_v2_desc_t operation = new dnnl_pooling_v2_desc_t();
        OnednnException.check(
                dnnl_pooling_v2_forward_desc_init(
                        operation,
                        propagation,
                        algorithm,
                        source.descriptor(),
                        result.descriptor(),
                        strides(window),
                        kernel(window),
                        dilations(window),
                        new long[] {window.padTop(), window.padLeft()},
                        new long[] {window.padBottom(), window.padRight()}),
                "pooling_v2_forward_desc_init");
        return Primitive.create(operation, PostOps.NONE, null);
    }

    private static Primitive backward(int algorithm, Window window, Layout source, Layout result, Primitive hint) {
        dnnl_pooling_v2_desc_t operation = new dnnl_pooling_v2_desc_t();
        OnednnException.check(
                dnnl_pooling_v2_backward_desc_init(
                        operation,
                        algorithm,
                        source.descriptor(),
                        result.descriptor(),
                        strides(window),
                        kernel(window),
                        dilations(window),
                        new long[] {window.padTop(), window.padLeft()},
                        new long[] {window.padBottom(), window.padRight()}),
                "pooling_v2_backward_desc_init");
        return Primitive.create(operation, PostOps.NONE, hint);
    }

    private static int average(boolean countIncludePad) {
        return countIncludePad ? dnnl_pooling_avg_include_padding : dnnl_pooling_avg_exclude_padding;
    }

    private static long[] kernel(Window window) {
        return new long[] {window.kernelHeight(), window.kernelWidth()};
    }

    private static long[] strides(Window window) {
        return new long[] {window.strideHeight(), window.strideWidth()};
    }

    private static long[] dilations(Window window) {
        return new long[] {window.dilationHeight() - 1L, window.dilationWidth() - 1L};
    }

    /** A maximum of a value over a window. */
    private record Pool(Value x, Window window) {}
}
