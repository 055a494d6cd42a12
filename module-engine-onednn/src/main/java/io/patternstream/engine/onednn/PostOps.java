/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_binary;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/** What a primitive does to its result before it stores it. */
final class PostOps {
    /** Nothing. */
    static final PostOps NONE = new PostOps(List.of());

    private final List<PostOp> operations;

    private PostOps(List<PostOp> operations) {
        this.operations = List.copyOf(operations);
    }

    /** {@return these and then a function of each value} */
    PostOps then(int algorithm, double alpha, double beta) {
        return with(ops -> OnednnException.check(
                dnnl_post_ops_append_eltwise(ops, 1, algorithm, (float) alpha, (float) beta), "append_eltwise"));
    }

    /** {@return these and then an operation with a further array, laid out as given} */
    PostOps then(int algorithm, Layout other) {
        return with(ops -> OnednnException.check(
                dnnl_post_ops_append_binary(ops, algorithm, other.descriptor()), "append_binary"));
    }

    /** Makes attributes that the caller destroys; the primitive's scratch memory is the caller's. */
    dnnl_primitive_attr attributes() {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        OnednnException.check(dnnl_primitive_attr_create(attributes), "primitive_attr_create");
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
        if (!operations.isEmpty()) {
            dnnl_post_ops ops = new dnnl_post_ops();
            OnednnException.check(dnnl_post_ops_create(ops), "post_ops_create");
            operations.forEach(operation -> operation.appendTo(ops));
            OnednnException.check(dnnl_primitive_attr_set_post_ops(attributes, ops), "set_post_ops");
            dnnl_post_ops_destroy(ops);
        }
        return attributes;
    }

    static void destroy(dnnl_primitive_attr attributes) {
        dnnl_primitive_attr_destroy(attributes);
    }

    private PostOps with(PostOp operation) {
        List<PostOp> extended = new ArrayList<>(operations);
        extended.add(operation);
        return new PostOps(extended);
    }

    private interface PostOp {
        void appendTo(dnnl_post_ops ops);
    }
}
