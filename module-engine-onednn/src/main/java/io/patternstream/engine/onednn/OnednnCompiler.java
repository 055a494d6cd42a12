/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.api.pattern.LaidOutPatterns;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.program.Executable;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.Roofline;
import java.util.Optional;
import java.util.function.Function;

/** Compiles programs; all executables share one copy of the coefficients in each layout. Thread-safe. */
final class OnednnCompiler implements Compiler {
    static final String NAME = "onednn";

    private final WeightStore weights = new WeightStore();
    private final Options options;

    OnednnCompiler(Options options) {
        this.options = options;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Executable compile(Program program) {
        return OnednnExecutable.compile(program, weights, options);
    }

    @Override
    public Optional<Roofline> roofline(Program program) {
        return Optional.of(new BarePrimitives(OnednnExecutable.compile(program, weights, options), program));
    }

    @Override
    public LaidOutPatterns layOut(Function<Coefficients, Optional<Coefficients>> successor) {
        return weights.layOut(successor);
    }

    @Override
    public void close() {
        // the coefficients go with the last executable
    }
}
