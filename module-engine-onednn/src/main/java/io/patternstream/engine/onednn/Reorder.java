/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;

import java.util.Map;
import org.bytedeco.dnnl.dnnl_stream;

/** Copies values into another layout. */
final class Reorder {
    private Reorder() {}

    static Primitive primitive(Layout from, Layout to) {
        return Primitive.of(
                (descriptor, attributes) -> dnnl_reorder_primitive_desc_create(
                        descriptor, from.descriptor(), Onednn.engine(), to.descriptor(), Onednn.engine(), attributes),
                PostOps.NONE);
    }

    /** {@return the arguments of a primitive that copies} */
    static Map<Integer, Array> arguments(Array from, Array to) {
        return Map.of(DNNL_ARG_FROM, from, DNNL_ARG_TO, to);
    }

    /** Copies once, between placed arrays. */
    static void run(Array from, Array to) {
        dnnl_stream stream = Onednn.stream();
        try (Primitive primitive = primitive(from.layout(), to.layout());
                Scratch scratch = new Scratch(primitive.scratchpad());
                NativeStep step = new NativeStep(
                        primitive,
                        stream,
                        Map.of(DNNL_ARG_FROM, from, DNNL_ARG_TO, to, DNNL_ARG_SCRATCHPAD, scratch.array()))) {
            step.run();
        } finally {
            Onednn.destroy(stream);
        }
    }

    /** {@return how long it takes} */
    static long nanos(Layout from, Layout to) {
        try (Primitive primitive = primitive(from, to)) {
            return Tuner.nanos(primitive, Map.of(DNNL_ARG_FROM, from, DNNL_ARG_TO, to));
        }
    }

    /** Memory for one array. */
    private static final class Scratch implements AutoCloseable {
        private final NativeMemory.Block block;
        private final Array array;

        Scratch(Layout layout) {
            array = Array.of(layout);
            block = NativeMemory.allocate(layout.bytes());
            array.storage().place(block.address());
        }

        Array array() {
            return array;
        }

        @Override
        public void close() {
            block.close();
        }
    }
}
