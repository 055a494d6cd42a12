/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.bytedeco.dnnl.dnnl_stream;
import org.jspecify.annotations.Nullable;

/** A step whose arrays have no place yet. */
final class DraftStep {
    private final @Nullable Primitive primitive;
    private final Map<Integer, Array> arguments;
    private final @Nullable Step java;
    private BooleanSupplier condition = () -> true;
    private boolean linear;

    DraftStep(@Nullable Primitive primitive, Map<Integer, Array> arguments, @Nullable Step java) {
        this.primitive = primitive;
        this.arguments = arguments;
        this.java = java;
    }

    /** Marks it as one of those that the roofline counts. */
    void linear() {
        linear = true;
    }

    /** Lets it run only where something holds at that time. */
    DraftStep when(BooleanSupplier holds) {
        condition = holds;
        return this;
    }

    boolean isLinear() {
        return linear;
    }

    @Nullable
    Primitive primitive() {
        return primitive;
    }

    /** Makes the step, once all arrays have their place. */
    Step place(dnnl_stream stream) {
        return primitive == null
                ? Objects.requireNonNull(java)
                : new NativeStep(primitive, stream, arguments, condition);
    }
}
