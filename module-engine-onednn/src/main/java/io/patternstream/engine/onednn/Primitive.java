/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_src_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_impl_info_str;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_scratchpad_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_src_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;

import org.bytedeco.dnnl.const_dnnl_op_desc_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** An operation that oneDNN has generated code for. Any number of threads may run it. */
final class Primitive implements AutoCloseable {
    private final dnnl_primitive_desc descriptor;
    private final dnnl_primitive primitive = new dnnl_primitive();

    private Primitive(dnnl_primitive_desc descriptor) {
        this.descriptor = descriptor;
        OnednnException.check(dnnl_primitive_create(primitive, descriptor), "primitive_create");
    }

    /**
     * Generates code.
     *
     * @param operation what is done
     * @param postOps and then
     * @param hint the forward primitive of a backward one
     */
    static Primitive create(Pointer operation, PostOps postOps, @Nullable Primitive hint) {
        return of(
                (descriptor, attributes) -> dnnl_primitive_desc_create(
                        descriptor,
                        new const_dnnl_op_desc_t(operation),
                        attributes,
                        Onednn.engine(),
                        hint == null ? null : hint.descriptor),
                postOps);
    }

    /** Generates code for one of the operations that have a way of their own to be described. */
    static Primitive of(Description description, PostOps postOps) {
        dnnl_primitive_attr attributes = postOps.attributes();
        try {
            dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
            OnednnException.check(description.describe(descriptor, attributes), "primitive_desc_create");
            return new Primitive(descriptor);
        } finally {
            PostOps.destroy(attributes);
        }
    }

    dnnl_primitive handle() {
        return primitive;
    }

    Layout source() {
        return layout(dnnl_query_src_md);
    }

    Layout weights() {
        return layout(dnnl_query_weights_md);
    }

    Layout destination() {
        return layout(dnnl_query_dst_md);
    }

    /** {@return the layout of what a backward primitive computes} */
    Layout sourceGradient() {
        return layout(dnnl_query_diff_src_md);
    }

    /** {@return the layout of what a backward primitive is given} */
    Layout destinationGradient() {
        return layout(dnnl_query_diff_dst_md);
    }

    /** {@return the layout of the gradient of weights that a backward primitive computes} */
    Layout weightGradient() {
        return layout(dnnl_query_diff_weights_md);
    }

    /** {@return whether oneDNN had no better code for it than plain loops} */
    boolean isReference() {
        PointerPointer<BytePointer> target = new PointerPointer<>(1);
        OnednnException.check(
                dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, target), "primitive_desc_query");
        return target.get(BytePointer.class, 0).getString().startsWith("ref");
    }

    Layout workspace() {
        return layout(dnnl_query_workspace_md);
    }

    Layout scratchpad() {
        return layout(dnnl_query_scratchpad_md);
    }

    @Override
    public void close() {
        dnnl_primitive_destroy(primitive);
        dnnl_primitive_desc_destroy(descriptor);
    }

    private Layout layout(int query) {
        return Layout.copyOf(dnnl_primitive_desc_query_md(descriptor, query, 0));
    }

    /** Describes an operation with attributes. */
    interface Description {
        int describe(dnnl_primitive_desc descriptor, dnnl_primitive_attr attributes);
    }
}
