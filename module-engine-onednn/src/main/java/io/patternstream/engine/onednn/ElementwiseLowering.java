/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_div;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_eq;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_ge;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_ne;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Value;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_binary_desc_t;
import org.bytedeco.dnnl.dnnl_eltwise_desc_t;

/** What is done to each value by itself. */
final class ElementwiseLowering {
    private static final int FURTHER = DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;

    private final PlanBuilder plan;

    ElementwiseLowering(PlanBuilder plan) {
        this.plan = plan;
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
            activate(activate.function(), a, result);
        } else if (operator instanceof Operator.ActivateBackward backward) {
            activateBackward(backward.function(), a, instruction.operand(1), result);
        } else if (operator instanceof Operator.Add) {
            binary(dnnl_binary_add, a, instruction.operand(1), result);
        } else if (operator instanceof Operator.Multiply) {
            binary(dnnl_binary_mul, a, instruction.operand(1), result);
        } else if (operator instanceof Operator.Divide divide) {
            divide(divide.epsilon(), a, instruction.operand(1), result);
        } else if (operator instanceof Operator.Scale scale) {
            forward(new Eltwise(dnnl_eltwise_linear, scale.factor(), 0), a, result);
        } else if (operator instanceof Operator.AffineForward affine) {
            affine(affine.map(), true, a, result);
        } else if (operator instanceof Operator.AffineTranspose affine) {
            affine(affine.map(), false, a, result);
        } else {
            throw new UnsupportedOperationException("the onednn backend has no " + operator);
        }
    }

    private void activate(Nonlinearity function, Value x, Value y) {
        Optional<Eltwise> native0 = Eltwise.of(function);
        if (native0.isPresent()) {
            forward(native0.get(), x, y);
            return;
        }
        Array source = plan.plain(x);
        Array target = plan.result(y, Layout.plain(y.shape()));
        int size = y.shape().inner().elementCount();
        Floats sourceFloats = new Floats(source);
        Floats targetFloats = new Floats(target);
        plan.run(
                () -> {
                    FloatBuffer from = sourceFloats.get();
                    FloatBuffer to = targetFloats.get();
                    for (int i = 0; i < from.capacity(); i++) {
                        to.put(i, (float) function.value(from.get(i), i % size));
                    }
                },
                source,
                target);
    }

    private void activateBackward(Nonlinearity function, Value r, Value x, Value result) {
        Optional<Eltwise> native0 = Eltwise.of(function);
        if (native0.isPresent()) {
            backward(native0.get(), r, x, result);
            return;
        }
        Array arriving = plan.plain(r);
        Array argument = plan.plain(x);
        Array target = plan.result(result, Layout.plain(result.shape()));
        int size = result.shape().inner().elementCount();
        Floats arrivingFloats = new Floats(arriving);
        Floats argumentFloats = new Floats(argument);
        Floats targetFloats = new Floats(target);
        plan.run(
                () -> {
                    FloatBuffer from = arrivingFloats.get();
                    FloatBuffer at = argumentFloats.get();
                    FloatBuffer to = targetFloats.get();
                    for (int i = 0; i < from.capacity(); i++) {
                        float value = from.get(i);
                        to.put(i, value == 0 ? 0 : (float) (value * function.derivative(at.get(i), i % size)));
                    }
                },
                arriving,
                argument,
                target);
    }

    private void forward(Eltwise function, Value x, Value y) {
        Array source = plan.array(x);
        Primitive primitive = forward(function, source.layout(), dnnl_forward_inference);
        Array target = plan.resultOver(y, x, source);
        plan.run(primitive, Map.of(DNNL_ARG_SRC, source, DNNL_ARG_DST, target));
    }

    private static Primitive forward(Eltwise function, Layout layout, int propagation) {
        dnnl_eltwise_desc_t operation = new dnnl_eltwise_desc_t();
        OnednnException.check(
                dnnl_eltwise_forward_desc_init(
                        operation,
                        propagation,
                        function.algorithm(),
                        layout.descriptor(),
                        (float) function.alpha(),
                        (float) function.beta()),
                "eltwise_forward_desc_init");
        return Primitive.create(operation, PostOps.NONE, null);
    }

    private void backward(Eltwise function, Value r, Value x, Value result) {
        Layout layout = common(plan.array(r).layout(), plan.array(x).layout());
        Array arriving = plan.array(r, layout);
        Array argument = plan.array(x, layout);
        dnnl_eltwise_desc_t operation = new dnnl_eltwise_desc_t();
        OnednnException.check(
                dnnl_eltwise_backward_desc_init(
                        operation,
                        function.algorithm(),
                        layout.descriptor(),
                        layout.descriptor(),
                        (float) function.alpha(),
                        (float) function.beta()),
                "eltwise_backward_desc_init");
        Primitive primitive;
        try (Primitive hint = forward(function, layout, dnnl_forward_training)) {
            primitive = Primitive.create(operation, PostOps.NONE, hint);
        }
        Array target = plan.resultOver(result, r, arriving);
        plan.run(primitive, Map.of(DNNL_ARG_DIFF_DST, arriving, DNNL_ARG_SRC, argument, DNNL_ARG_DIFF_SRC, target));
    }

    private void binary(int algorithm, Value a, Value b, Value result) {
        Layout layout = common(plan.array(a).layout(), plan.array(b).layout());
        Array first = plan.array(a, layout);
        Array second = plan.array(b, layout);
        Array target = plan.resultOver(result, a, first);
        binary(algorithm, PostOps.NONE, first, second, target, Map.of());
    }

    /** {@code r / (z + epsilon sign(z))}, and with epsilon 0 nothing where z is 0. */
    private void divide(double epsilon, Value r, Value z, Value result) {
        Layout layout = common(plan.array(r).layout(), plan.array(z).layout());
        Array arriving = plan.array(r, layout);
        Array sum = plan.array(z, layout);
        Array zero = plan.constant(scalar(layout), 0);
        Array denominator = Array.of(layout);
        PostOps ops = epsilon == 0 ? PostOps.NONE : PostOps.NONE.then(dnnl_eltwise_linear, 2 * epsilon, -epsilon);
        int added = epsilon == 0 ? FURTHER : 2 * FURTHER;
        binary(
                epsilon == 0 ? dnnl_binary_eq : dnnl_binary_ge,
                ops.then(dnnl_binary_add, layout),
                sum,
                zero,
                denominator,
                Map.of(added | DNNL_ARG_SRC_1, sum));
        Array target = plan.resultOver(result, r, arriving);
        binary(dnnl_binary_div, PostOps.NONE, arriving, denominator, target, Map.of());
        if (epsilon == 0) {
            binary(
                    dnnl_binary_ne,
                    PostOps.NONE.then(dnnl_binary_mul, layout),
                    sum,
                    zero,
                    target,
                    Map.of(FURTHER | DNNL_ARG_SRC_1, target));
        }
    }

    private void affine(Operator.AffineLayer map, boolean shifted, Value x, Value result) {
        boolean perChannel = map.scale().count() == map.input().dimension(0);
        Array source = perChannel ? plan.array(x) : plan.plain(x);
        Array scale = plan.constant(broadcast(source.layout(), perChannel), floats(map.scale()));
        Array target = plan.resultOver(result, x, source);
        if (!shifted) {
            binary(dnnl_binary_mul, PostOps.NONE, source, scale, target, Map.of());
            return;
        }
        Array shift = plan.constant(scale.layout(), floats(map.shift()));
        binary(dnnl_binary_mul, PostOps.NONE, source, scale, target, Map.of());
        binary(dnnl_binary_add, PostOps.NONE, target, shift, target, Map.of());
    }

    private void binary(int algorithm, PostOps ops, Array a, Array b, Array target, Map<Integer, Array> further) {
        dnnl_binary_desc_t operation = new dnnl_binary_desc_t();
        OnednnException.check(
                dnnl_binary_desc_init(
                        operation,
                        algorithm,
                        a.layout().descriptor(),
                        b.layout().descriptor(),
                        target.layout().descriptor()),
                "binary_desc_init");
        Map<Integer, Array> arguments = new java.util.LinkedHashMap<>(further);
        arguments.put(DNNL_ARG_SRC_0, a);
        arguments.put(DNNL_ARG_SRC_1, b);
        arguments.put(DNNL_ARG_DST, target);
        plan.run(Primitive.create(operation, ops, null), arguments);
    }

    /** The blocked one of two layouts. */
    static Layout common(Layout a, Layout b) {
        return a.isPlain() ? b : a;
    }

    static Layout scalar(Layout like) {
        long[] ones = new long[like.rank()];
        Arrays.fill(ones, 1);
        return Layout.plain(ones);
    }

    private static Layout broadcast(Layout like, boolean perChannel) {
        long[] shape = like.dimensions();
        shape[0] = 1;
        for (int axis = 2; axis < shape.length && perChannel; axis++) {
            shape[axis] = 1;
        }
        return Layout.plain(shape);
    }

    private static float[] floats(Operator.Weights weights) {
        float[] values = new float[weights.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) weights.at(i);
        }
        return values;
    }
}
