/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_binary_desc_t;

/** Operations on two arrays, value by value, and what is done with the result before it is stored. */
final class Binaries {
    private static final int IMAGE_RANK = 4;

    private final PlanBuilder plan;

    Binaries(PlanBuilder plan) {
        this.plan = plan;
    }

    /** Adds one. */
    DraftStep run(int algorithm, Array a, Array b, Array target) {
        return run(algorithm, PostOps.NONE, a, b, target, Map.of());
    }

    /**
     * Adds one.
     *
     * @param algorithm oneDNN's number
     * @param ops done to the result
     * @param a first operand
     * @param b second, of the same shape or broadcast
     * @param target receives the result; may be an operand
     * @param further operands of the ops, by {@link #operandOf}
     */
    DraftStep run(int algorithm, PostOps ops, Array a, Array b, Array target, Map<Integer, Array> further) {
        Primitive primitive = primitive(algorithm, ops, a.layout(), b.layout(), target.layout());
        Map<Integer, Array> arguments = new LinkedHashMap<>(further);
        arguments.put(DNNL_ARG_SRC_0, a);
        arguments.put(DNNL_ARG_SRC_1, b);
        arguments.put(DNNL_ARG_DST, target);
        return plan.run(primitive, arguments);
    }

    /** {@return how long it takes to add values to others laid out alike, in place} */
    static long nanosOfAddition(Layout layout) {
        Layout whole = layout.whole();
        try (Primitive primitive = primitive(dnnl_binary_add, PostOps.NONE, whole, whole, whole)) {
            return Tuner.nanos(primitive, Map.of(DNNL_ARG_SRC_0, whole, DNNL_ARG_SRC_1, whole, DNNL_ARG_DST, whole));
        }
    }

    static Primitive primitive(int algorithm, PostOps ops, Layout a, Layout b, Layout target) {
        dnnl_binary_desc_t operation = new dnnl_binary_desc_t();
        OnednnException.check(
                dnnl_binary_desc_init(operation, algorithm, a.descriptor(), b.descriptor(), target.descriptor()),
                "binary_desc_init");
        return Primitive.create(operation, ops, null);
    }

    /** {@return oneDNN's number for the further operand of the op at a position} */
    static int operandOf(int position) {
        return (position + 1) * DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1;
    }

    /** {@return a number for all values of arrays of a layout; blocked as they are, for only then oneDNN has fast code} */
    Array scalar(Layout like, double value) {
        long[] ones = new long[like.rank()];
        Arrays.fill(ones, 1);
        Layout layout = isBlocked(like) ? Layout.blocked(dnnl_f32, ones) : Layout.plain(ones);
        float[] values = new float[Math.toIntExact(layout.bytes() / Float.BYTES)];
        Arrays.fill(values, (float) value);
        return plan.constant(layout, values);
    }

    /** {@return one number for each channel of arrays of a layout, and 0 for what fills up a block} */
    Array perChannel(Layout like, float... values) {
        long[] shape = new long[like.rank()];
        Arrays.fill(shape, 1);
        shape[1] = like.whole().dimension(1);
        Layout layout = isBlocked(like) ? Layout.blocked(dnnl_f32, shape) : Layout.plain(shape);
        return plan.constant(layout, Arrays.copyOf(values, Math.toIntExact(layout.elements())));
    }

    /** {@return the blocked one of two layouts, in the finer of their types} */
    static Layout common(Layout a, Layout b) {
        Layout chosen = a.isPlain() ? b : a;
        return a.type() == b.type() ? chosen : chosen.withType(dnnl_f32);
    }

    private static boolean isBlocked(Layout layout) {
        return layout.rank() == IMAGE_RANK && !layout.withType(dnnl_f32).isPlain();
    }
}
