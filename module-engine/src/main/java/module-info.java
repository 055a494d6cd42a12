/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The engine: reads a model into an immutable network graph, canonises it, and explains batches by one forward pass and
 * one backward pass per method. Backends and further model formats are found by {@link java.util.ServiceLoader}.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // protobuf-javalite has no descriptor but a fixed module name
module io.patternstream.engine {
    requires transitive io.patternstream.api;
    requires static transitive org.jspecify;
    requires com.google.protobuf;
    requires org.apache.commons.numbers.gamma;
    requires java.desktop;

    exports io.patternstream.engine;
    exports io.patternstream.engine.architecture;
    exports io.patternstream.engine.graph;
    exports io.patternstream.engine.preprocess;
    exports io.patternstream.engine.program;
    exports io.patternstream.engine.render;
    exports io.patternstream.engine.spi;
    exports io.patternstream.engine.verify;

    uses io.patternstream.engine.spi.ModelReader;
    uses io.patternstream.engine.program.CompilerProvider;
    uses io.patternstream.engine.spi.KernelsProvider;

    provides io.patternstream.engine.spi.ModelReader with
            io.patternstream.engine.onnx.OnnxModelReader;
}
