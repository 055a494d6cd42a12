/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.program.Executable;
import io.patternstream.engine.program.LinearLayer;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.spi.LinearKernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Interprets programs in float64, one instruction after the other: the oracle for every other compiler. */
public final class ReferenceCompiler implements Compiler {
    static final String NAME = "reference-compiler";

    private final Map<Object, LinearKernel<ReferenceArray>> layers = new HashMap<>();
    private final List<Program> compiled = new ArrayList<>();
    private int open;
    private boolean closed;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Executable compile(Program program) {
        compiled.add(program);
        open++;
        return new ReferenceExecutable(this, program);
    }

    @Override
    public void close() {
        if (open != 0) {
            throw new IllegalStateException(open + " executables are still open");
        }
        closed = true;
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        return closed;
    }

    /** {@return all programs compiled so far} */
    public List<Program> compiled() {
        return List.copyOf(compiled);
    }

    /** {@return how many executables are not closed} */
    public int open() {
        return open;
    }

    /** {@return how many layers of different coefficients were prepared} */
    public int prepared() {
        return layers.size();
    }

    void closed() {
        open--;
    }

    LinearKernel<ReferenceArray> prepare(LinearLayer layer) {
        Object geometry = layer.isDense() ? "dense" : layer.requiredWindow();
        return layers.computeIfAbsent(List.of(layer.coefficients().key(), geometry), key -> {
            ReferenceKernels kernels = new ReferenceKernels();
            return layer.isDense()
                    ? kernels.dense(layer.coefficients(), layer.shape())
                    : kernels.convolution(
                            layer.coefficients(),
                            layer.shape(),
                            Objects.requireNonNull(layer.window()),
                            layer.groups(),
                            layer.input());
        });
    }
}
