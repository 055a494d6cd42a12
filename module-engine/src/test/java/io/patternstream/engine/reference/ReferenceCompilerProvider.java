/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.program.CompilerProvider;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Precision;
import java.util.Optional;

/** Makes {@link ReferenceCompiler}s. */
public final class ReferenceCompilerProvider implements CompilerProvider {
    @Override
    public String name() {
        return ReferenceCompiler.NAME;
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    @Override
    public Compiler create(Precision precision, Algorithm algorithm, int threads) {
        return new ReferenceCompiler();
    }
}
