/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_destroy;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;

/** oneDNN's processor and the stream that runs primitives in the calling thread; both live as long as the process. */
final class Onednn {
    private static final dnnl_engine ENGINE = processor();

    private Onednn() {}

    static dnnl_engine engine() {
        return ENGINE;
    }

    /** A stream for one thread. */
    static dnnl_stream stream() {
        dnnl_stream stream = new dnnl_stream();
        OnednnException.check(dnnl_stream_create(stream, ENGINE, dnnl_stream_default_flags), "stream_create");
        return stream;
    }

    static void destroy(dnnl_stream stream) {
        dnnl_stream_destroy(stream);
    }

    private static dnnl_engine processor() {
        dnnl_engine engine = new dnnl_engine();
        OnednnException.check(dnnl_engine_create(engine, dnnl_cpu, 0), "engine_create");
        return engine;
    }
}
