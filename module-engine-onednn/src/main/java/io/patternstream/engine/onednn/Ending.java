/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_data_type_undef;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;

/**
 * What is done to a layer's sums before anything else reads them.
 *
 * @param added type of the values that are added; undefined for none
 * @param rectified whether what is below 0 then becomes 0
 */
record Ending(int added, boolean rectified) {

    /** Nothing is added. */
    static Ending of(boolean rectified) {
        return new Ending(dnnl_data_type_undef, rectified);
    }

    boolean adds() {
        return added != dnnl_data_type_undef;
    }

    /** All of it, by a primitive that stores its result like this. */
    PostOps within(Layout result) {
        PostOps sum = adds() ? PostOps.NONE.then(dnnl_binary_add, result.withType(added)) : PostOps.NONE;
        return rectified ? sum.then(dnnl_eltwise_relu, 0, 0) : sum;
    }

    /** What an addition of its own does to its result. */
    PostOps afterAddition() {
        return rectified ? PostOps.NONE.then(dnnl_eltwise_relu, 0, 0) : PostOps.NONE;
    }

    /** Whether sums of this type are fine enough to be stored before the addition. */
    boolean canFollow(int type) {
        return type != dnnl_bf16 || added == dnnl_bf16;
    }
}
