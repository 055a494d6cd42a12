/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward_data;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_backward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_across_channels;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_backward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_accurate;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_log;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_v2_backward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_v2_forward_desc_init;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Value;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_batch_normalization_desc_t;
import org.bytedeco.dnnl.dnnl_lrn_desc_t;
import org.bytedeco.dnnl.dnnl_softmax_v2_desc_t;

/** Softmax and normalisations, in C order: they are rare and small. */
final class NormLowering {
    private final PlanBuilder plan;

    NormLowering(PlanBuilder plan) {
        this.plan = plan;
    }

    void lower(Instruction instruction) {
        Operator operator = instruction.operator();
        Value result = instruction.result();
        Value a = instruction.operand(0);
        if (operator instanceof Operator.Softmax softmax) {
            run(softmax(softmax.log(), layout(a)), a, result);
        } else if (operator instanceof Operator.SoftmaxBackward softmax) {
            softmaxBackward(softmax.log(), a, instruction.operand(1), result);
        } else if (operator instanceof Operator.LocalResponse response) {
            run(response(response.norm(), layout(a), dnnl_forward_inference), a, result);
        } else if (operator instanceof Operator.LocalResponseBackward response) {
            responseBackward(response.norm(), a, instruction.operand(1), result);
        } else if (operator instanceof Operator.InstanceNorm norm) {
            normalise(norm.epsilon(), a, result);
        } else if (operator instanceof Operator.InstanceNormBackward norm) {
            normaliseBackward(norm.epsilon(), a, instruction.operand(1), result);
        }
    }

    private void run(Primitive primitive, Value x, Value result) {
        plan.run(primitive, Map.of(DNNL_ARG_SRC, plan.plain(x), DNNL_ARG_DST, plan.result(result, layout(result))));
    }

    private static Layout layout(Value value) {
        return Layout.plain(value.shape());
    }

    private static Primitive softmax(boolean log, Layout layout) {
        dnnl_softmax_v2_desc_t operation = new dnnl_softmax_v2_desc_t();
        OnednnException.check(
                dnnl_softmax_v2_forward_desc_init(
                        operation,
                        dnnl_forward_training,
                        log ? dnnl_softmax_log : dnnl_softmax_accurate,
                        layout.descriptor(),
                        layout.descriptor(),
                        layout.rank() - 1),
                "softmax_v2_forward_desc_init");
        return Primitive.create(operation, PostOps.NONE, null);
    }

    private void softmaxBackward(boolean log, Value r, Value y, Value result) {
        Layout layout = layout(result);
        dnnl_softmax_v2_desc_t operation = new dnnl_softmax_v2_desc_t();
        OnednnException.check(
                dnnl_softmax_v2_backward_desc_init(
                        operation,
                        log ? dnnl_softmax_log : dnnl_softmax_accurate,
                        layout.descriptor(),
                        layout.descriptor(),
                        layout.descriptor(),
                        layout.rank() - 1),
                "softmax_v2_backward_desc_init");
        Primitive primitive;
        try (Primitive hint = softmax(log, layout)) {
            primitive = Primitive.create(operation, PostOps.NONE, hint);
        }
        plan.run(
                primitive,
                Map.of(
                        DNNL_ARG_DIFF_DST,
                        plan.plain(r),
                        DNNL_ARG_DST,
                        plan.plain(y),
                        DNNL_ARG_DIFF_SRC,
                        plan.result(result, layout)));
    }

    static boolean computes(Operation.LocalResponseNorm norm) {
        return norm.size() % 2 == 1;
    }

    /** Says so of one that it does not compute. */
    static String lack(Operation.LocalResponseNorm norm) {
        return "no local response normalisation over " + norm.size() + " channels, only over odd numbers of them";
    }

    private static Primitive response(Operation.LocalResponseNorm norm, Layout layout, int propagation) {
        if (!computes(norm)) {
            throw new UnsupportedOperationException("the onednn backend has " + lack(norm));
        }
        dnnl_lrn_desc_t operation = new dnnl_lrn_desc_t();
        OnednnException.check(
                dnnl_lrn_forward_desc_init(
                        operation,
                        propagation,
                        dnnl_lrn_across_channels,
                        layout.descriptor(),
                        norm.size(),
                        (float) norm.alpha(),
                        (float) norm.beta(),
                        (float) norm.bias()),
                "lrn_forward_desc_init");
        return Primitive.create(operation, PostOps.NONE, null);
    }

    private void responseBackward(Operation.LocalResponseNorm norm, Value r, Value x, Value result) {
        Layout layout = layout(result);
        dnnl_lrn_desc_t operation = new dnnl_lrn_desc_t();
        OnednnException.check(
                dnnl_lrn_backward_desc_init(
                        operation,
                        dnnl_lrn_across_channels,
                        layout.descriptor(),
                        layout.descriptor(),
                        norm.size(),
                        (float) norm.alpha(),
                        (float) norm.beta(),
                        (float) norm.bias()),
                "lrn_backward_desc_init");
        Primitive forward = response(norm, layout, dnnl_forward_training);
        Primitive primitive = Primitive.create(operation, PostOps.NONE, forward);
        Array source = plan.plain(x);
        Array workspace = Array.of(forward.workspace());
        Array again = Array.of(layout);
        plan.run(
                forward,
                Map.of(
                        DNNL_ARG_SRC,
                        source,
                        DNNL_ARG_DST,
                        again,
                        org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE,
                        workspace));
        plan.run(
                primitive,
                Map.of(
                        DNNL_ARG_DIFF_DST,
                        plan.plain(r),
                        DNNL_ARG_SRC,
                        source,
                        org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE,
                        workspace,
                        DNNL_ARG_DIFF_SRC,
                        plan.result(result, layout)));
    }

    /** Batch normalisation of one sample that has each plane as a channel. */
    private static Layout planes(Shape shape) {
        int channels = shape.dimension(0) * shape.dimension(1);
        return Layout.plain(1, channels, shape.elementCount() / channels, 1);
    }

    private static Primitive normalisation(double epsilon, Layout planes) {
        dnnl_batch_normalization_desc_t operation = new dnnl_batch_normalization_desc_t();
        OnednnException.check(
                dnnl_batch_normalization_forward_desc_init(
                        operation, dnnl_forward_training, planes.descriptor(), (float) epsilon, 0),
                "batch_normalization_forward_desc_init");
        return Primitive.create(operation, PostOps.NONE, null);
    }

    private void normalise(double epsilon, Value x, Value result) {
        Layout planes = planes(x.shape());
        normalise(
                normalisation(epsilon, planes),
                plan.plain(x).as(planes),
                plan.result(result, layout(result)).as(planes),
                Array.of(Layout.plain(planes.dimension(1))),
                Array.of(Layout.plain(planes.dimension(1))));
    }

    private void normalise(Primitive primitive, Array source, Array target, Array mean, Array variance) {
        plan.run(
                primitive,
                Map.of(DNNL_ARG_SRC, source, DNNL_ARG_DST, target, DNNL_ARG_MEAN, mean, DNNL_ARG_VARIANCE, variance));
    }

    private void normaliseBackward(double epsilon, Value r, Value x, Value result) {
        Layout planes = planes(x.shape());
        Array mean = Array.of(Layout.plain(planes.dimension(1)));
        Array variance = Array.of(Layout.plain(planes.dimension(1)));
        Array source = plan.plain(x).as(planes);
        dnnl_batch_normalization_desc_t operation = new dnnl_batch_normalization_desc_t();
        OnednnException.check(
                dnnl_batch_normalization_backward_desc_init(
                        operation, dnnl_backward_data, planes.descriptor(), planes.descriptor(), (float) epsilon, 0),
                "batch_normalization_backward_desc_init");
        Primitive forward = normalisation(epsilon, planes);
        Primitive primitive = Primitive.create(operation, PostOps.NONE, forward);
        normalise(forward, source, Array.of(planes), mean, variance);
        plan.run(
                primitive,
                Map.of(
                        DNNL_ARG_DIFF_DST,
                        plan.plain(r).as(planes),
                        DNNL_ARG_SRC,
                        source,
                        DNNL_ARG_MEAN,
                        mean,
                        DNNL_ARG_VARIANCE,
                        variance,
                        DNNL_ARG_DIFF_SRC,
                        plan.result(result, layout(result)).as(planes)));
    }
}
