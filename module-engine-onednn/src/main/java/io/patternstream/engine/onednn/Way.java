/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import org.jspecify.annotations.Nullable;

/**
 * One way to compute a layer with weights, or its transpose.
 *
 * @param primitive its code
 * @param arrangement of the weights
 * @param input layout of what it reads
 * @param weights layout of the weights
 * @param output layout of what the primitive writes
 * @param finish what is done to that; null for nothing
 * @param adds whether the primitive itself adds what is to be added
 */
record Way(
        Primitive primitive,
        Arrangement arrangement,
        Layout input,
        Layout weights,
        Layout output,
        @Nullable Finish finish,
        boolean adds)
        implements AutoCloseable {

    /** A forward primitive. */
    static Way forward(Primitive primitive, Arrangement arrangement, @Nullable Finish finish) {
        return new Way(
                primitive,
                arrangement,
                primitive.source(),
                primitive.weights(),
                primitive.destination(),
                finish,
                false);
    }

    /** The same, where the primitive adds. */
    Way adding() {
        return new Way(primitive, arrangement, input, weights, output, finish, true);
    }

    /** A backward primitive. */
    static Way backward(Primitive primitive) {
        return new Way(
                primitive,
                new Arrangement.Straight(),
                primitive.destinationGradient(),
                primitive.weights(),
                primitive.sourceGradient(),
                null,
                false);
    }

    /** {@return layout of the layer's result} */
    Layout result() {
        return finish == null ? output : finish.result;
    }

    /** {@return oneDNN's number of the input} */
    int inputArgument() {
        return goesBack() ? DNNL_ARG_DIFF_DST : DNNL_ARG_SRC;
    }

    /** {@return oneDNN's number of the output} */
    int outputArgument() {
        return goesBack() ? DNNL_ARG_DIFF_SRC : DNNL_ARG_DST;
    }

    @Override
    public void close() {
        primitive.close();
        if (finish != null) {
            finish.primitive.close();
        }
    }

    private boolean goesBack() {
        return primitive.source().rank() == 0;
    }

    /**
     * A reordering of what the primitive has written.
     *
     * @param primitive its code
     * @param from how it reads the primitive's output
     * @param to how it writes the result
     * @param result how others read the result
     */
    record Finish(Primitive primitive, Layout from, Layout to, Layout result) {}
}
