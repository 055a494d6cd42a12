/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.program.Value;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_eltwise_desc_t;

/** Functions of each value and their derivatives: oneDNN's where they are exact, else in Java. */
final class ActivationLowering {
    /** Makes a step of a ramp: times this, every positive float32 above 1e-38 is at least 1. */
    private static final double STEEP = 1e38;

    private final PlanBuilder plan;
    private final Binaries binaries;
    private final Map<Value, Value> rectified = new HashMap<>();

    ActivationLowering(PlanBuilder plan, Binaries binaries) {
        this.plan = plan;
        this.binaries = binaries;
    }

    /** f(x). */
    void activate(Nonlinearity function, Value x, Value y) {
        Optional<Eltwise> native0 = Eltwise.of(function);
        if (isRelu(function) && plan.uses().onlyGate(y)) {
            rectified.put(y, x);
            return;
        }
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

    /** r f'(x). */
    void activateBackward(Nonlinearity function, Value r, Value x, Value result) {
        Value unrectified = rectified.remove(r);
        if (unrectified != null) {
            guide(unrectified, x, result);
            return;
        }
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

    /** {@code max(r, 0)} where {@code x > 0}, at once. */
    private void guide(Value r, Value x, Value result) {
        Layout given = Binaries.common(plan.array(r).layout(), plan.array(x).layout());
        Layout layout = given.whole();
        Array arriving = plan.array(r, given);
        Array argument = plan.array(x, given).whole();
        PostOps ops = PostOps.NONE
                .then(dnnl_eltwise_clip, 0, 1)
                .then(dnnl_binary_mul, layout)
                .then(dnnl_eltwise_relu, 0, 0);
        Array target = plan.resultOver(result, r, arriving).whole();
        Array steep = binaries.scalar(layout, STEEP);
        binaries.run(dnnl_binary_mul, ops, argument, steep, target, Map.of(Binaries.operandOf(1), arriving.whole()));
    }

    private static boolean isRelu(Nonlinearity function) {
        return function instanceof Nonlinearity.Relu;
    }

    /** Any function of oneDNN. */
    void forward(Eltwise function, Value x, Value y) {
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
        Layout layout = Binaries.common(plan.array(r).layout(), plan.array(x).layout());
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
}
