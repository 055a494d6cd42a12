/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The fast backend: compiles recorded programs to oneDNN primitives. */
@org.jspecify.annotations.NullMarked
module io.patternstream.engine.onednn {
    requires io.patternstream.engine;
    requires static org.jspecify;
    requires org.bytedeco.dnnl;
    requires org.bytedeco.javacpp;
    requires com.sun.jna;
    requires org.slf4j;

    provides io.patternstream.engine.program.CompilerProvider with
            io.patternstream.engine.onednn.OnednnProvider;
}
