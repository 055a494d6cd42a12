/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_data_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_forward_desc_init;

import io.patternstream.engine.program.LinearLayer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_inner_product_desc_t;
import org.jspecify.annotations.Nullable;

/** The ways to compute one dense layer that oneDNN offers. */
final class DenseWays {
    private final LinearLayer layer;
    private final long batch;
    private final Options options;

    DenseWays(LinearLayer layer, long batch, Options options) {
        this.layer = layer;
        this.batch = batch;
        this.options = options;
    }

    List<LazyWay> forward(Ending ending) {
        PostOps after = ending.adds() ? PostOps.NONE : ending.afterAddition();
        List<LazyWay> ways = new ArrayList<>();
        for (int type : types()) {
            ways.add(() -> Way.forward(
                    forward(type, inputs(), outputs(), Layout.plain(outputs()), after),
                    new Arrangement.Straight(),
                    null));
        }
        return ways;
    }

    List<LazyWay> transpose() {
        List<LazyWay> ways = new ArrayList<>();
        for (int type : types()) {
            ways.add(() -> Way.backward(backward(type)));
            ways.add(() -> Way.forward(
                    forward(type, outputs(), inputs(), null, PostOps.NONE), new Arrangement.Turned(), null));
        }
        return ways;
    }

    private Primitive forward(int type, long from, long to, @Nullable Layout bias, PostOps after) {
        dnnl_inner_product_desc_t operation = new dnnl_inner_product_desc_t();
        OnednnException.check(
                dnnl_inner_product_forward_desc_init(
                        operation,
                        dnnl_forward_inference,
                        Layout.plain(batch, from).withType(type).descriptor(),
                        Layout.any(type, to, from).descriptor(),
                        bias == null ? null : bias.descriptor(),
                        Layout.plain(batch, to).descriptor()),
                "inner_product_forward_desc_init");
        return Primitive.create(operation, after, null);
    }

    private Primitive backward(int type) {
        dnnl_inner_product_desc_t operation = new dnnl_inner_product_desc_t();
        OnednnException.check(
                dnnl_inner_product_backward_data_desc_init(
                        operation,
                        Layout.plain(batch, inputs()).descriptor(),
                        Layout.any(type, outputs(), inputs()).descriptor(),
                        Layout.plain(batch, outputs()).withType(type).descriptor()),
                "inner_product_backward_data_desc_init");
        try (Primitive hint = forward(type, inputs(), outputs(), null, PostOps.NONE)) {
            return Primitive.create(operation, PostOps.NONE, hint);
        }
    }

    private List<Integer> types() {
        return options.reduced() ? List.of(dnnl_bf16, dnnl_f32) : List.of(dnnl_f32);
    }

    private long inputs() {
        return layer.shape().dimension(1);
    }

    private long outputs() {
        return layer.shape().dimension(0);
    }
}
