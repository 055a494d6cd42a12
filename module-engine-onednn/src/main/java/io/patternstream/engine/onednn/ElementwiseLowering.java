/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_eq;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_ge;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_ne;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_pow;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Value;
import java.util.Arrays;
import java.util.Map;

/** What is done to each value by itself. */
final class ElementwiseLowering {
    private final PlanBuilder plan;
    private final Binaries binaries;
    private final ActivationLowering activations;

    ElementwiseLowering(PlanBuilder plan, Binaries binaries) {
        this.plan = plan;
        this.binaries = binaries;
        this.activations = new ActivationLowering(plan, binaries);
    }

    void lower(Instruction instruction) {
        Operator operator = instruction.operator();
        Value result = instruction.result();
        if (operator instanceof Operator.Constant constant) {
            float[] values = new float[result.shape().elementCount()];
            Arrays.fill(values, (float) constant.value());
            plan.define(result, plan.constant(Layout.plain(result.shape()), values));
            return;
        }
        Value a = instruction.operand(0);
        if (operator instanceof Operator.Activate activate) {
            activations.activate(activate.function(), a, result);
        } else if (operator instanceof Operator.ActivateBackward backward) {
            activations.activateBackward(backward.function(), a, instruction.operand(1), result);
        } else if (operator instanceof Operator.Add) {
            binary(dnnl_binary_add, a, instruction.operand(1), result);
        } else if (operator instanceof Operator.Multiply) {
            binary(dnnl_binary_mul, a, instruction.operand(1), result);
        } else if (operator instanceof Operator.Divide divide) {
            divide(divide.epsilon(), a, instruction.operand(1), result);
        } else if (operator instanceof Operator.Scale scale) {
            activations.forward(new Eltwise(dnnl_eltwise_linear, scale.factor(), 0), a, result);
        } else if (operator instanceof Operator.AffineForward affine) {
            affine(affine.map(), true, a, result);
        } else if (operator instanceof Operator.AffineTranspose affine) {
            affine(affine.map(), false, a, result);
        } else {
            throw new UnsupportedOperationException("the onednn backend has no " + operator);
        }
    }

    private void binary(int algorithm, Value a, Value b, Value result) {
        Layout layout = Binaries.common(plan.array(a).layout(), plan.array(b).layout());
        Array first = plan.array(a, layout);
        Array second = plan.array(b, layout);
        Array target = plan.resultOver(result, a, first);
        binaries.run(algorithm, first.whole(), second.whole(), target.whole());
    }

    /**
     * {@code r / (z + epsilon sign(z))}, and with epsilon 0 nothing where z is 0: r times a power of -1, all in one
     * pass over memory; the power of a number below what is normal stays finite.
     */
    private void divide(double epsilon, Value r, Value z, Value result) {
        Layout given =
                Binaries.common(plan.array(r).layout(), plan.array(z).layout()).withType(dnnl_f32);
        Layout layout = given.whole();
        Array arriving = plan.array(r, given);
        Array sum = plan.array(z, given).whole();
        Array zero = binaries.scalar(layout, 0);
        Array target = plan.resultOver(result, r, arriving).whole();
        PostOps ops = epsilon == 0 ? PostOps.NONE : PostOps.NONE.then(dnnl_eltwise_linear, 2 * epsilon, -epsilon);
        int added = epsilon == 0 ? 0 : 1;
        binaries.run(
                epsilon == 0 ? dnnl_binary_eq : dnnl_binary_ge,
                ops.then(dnnl_binary_add, layout)
                        .then(dnnl_eltwise_pow, 1, -1)
                        .then(dnnl_eltwise_clip, -Float.MAX_VALUE, Float.MAX_VALUE)
                        .then(dnnl_binary_mul, layout),
                sum,
                zero,
                target,
                Map.of(Binaries.operandOf(added), sum, Binaries.operandOf(added + 3), arriving.whole()));
        if (epsilon == 0) {
            PostOps where = PostOps.NONE.then(dnnl_binary_mul, layout);
            binaries.run(dnnl_binary_ne, where, sum, zero, target, Map.of(Binaries.operandOf(0), target));
        }
    }

    private void affine(Operator.AffineLayer map, boolean shifted, Value x, Value result) {
        boolean perChannel = map.scale().count() == map.input().dimension(0);
        Array source = perChannel ? plan.array(x) : plan.plain(x);
        Array target = plan.resultOver(result, x, source).whole();
        binaries.run(dnnl_binary_mul, source.whole(), numbers(map.scale(), source.layout(), perChannel), target);
        if (shifted) {
            binaries.run(dnnl_binary_add, target, numbers(map.shift(), source.layout(), perChannel), target);
        }
    }

    private Array numbers(Operator.Weights weights, Layout like, boolean perChannel) {
        float[] values = new float[weights.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) weights.at(i);
        }
        if (perChannel) {
            return binaries.perChannel(like, values);
        }
        long[] shape = like.dimensions();
        shape[0] = 1;
        return plan.constant(Layout.plain(shape), values);
    }
}
