/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_data_type_undef;

import org.jspecify.annotations.Nullable;

/**
 * What is done to a layer's sums before anything else reads them.
 *
 * @param added type of the values that are added; undefined for none
 * @param function what is then done to each value; null for nothing
 */
record Ending(int added, @Nullable Eltwise function) {

    /** Nothing is added. */
    static Ending of(@Nullable Eltwise function) {
        return new Ending(dnnl_data_type_undef, function);
    }

    boolean adds() {
        return added != dnnl_data_type_undef;
    }

    /** All of it, by a primitive that stores its result like this. */
    PostOps within(Layout result) {
        PostOps sum = adds() ? PostOps.NONE.then(dnnl_binary_add, result.withType(added)) : PostOps.NONE;
        return then(sum);
    }

    /** What an addition of its own does to its result. */
    PostOps afterAddition() {
        return then(PostOps.NONE);
    }

    private PostOps then(PostOps sum) {
        return function == null ? sum : sum.then(function.algorithm(), function.alpha(), function.beta());
    }

    /** Whether sums of this type are fine enough to be stored before the addition. */
    boolean canFollow(int type) {
        return type != dnnl_bf16 || added == dnnl_bf16;
    }
}
