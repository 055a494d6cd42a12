/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;

import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.program.CompilerProvider;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Precision;
import java.util.Optional;

/** The backend {@code onednn}. Registered as a service; preferred wherever its native libraries load. */
public final class OnednnProvider implements CompilerProvider {
    private static final int PRIORITY = 100;

    @Override
    public String name() {
        return OnednnCompiler.NAME;
    }

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public Optional<String> obstacle() {
        return Library.obstacle();
    }

    @Override
    public boolean computes(Precision precision) {
        return precision == Precision.F32 || (Library.obstacle().isEmpty() && hasBfloat16());
    }

    @Override
    public Optional<String> lacks(Network network) {
        return network.nodes().stream()
                .filter(node ->
                        node.operation() instanceof Operation.LocalResponseNorm norm && !NormLowering.computes(norm))
                .map(node -> "node '" + node.name() + "': "
                        + NormLowering.lack((Operation.LocalResponseNorm) node.operation()))
                .findFirst();
    }

    @Override
    public Compiler create(Precision precision, Algorithm algorithm, int threads) {
        int chosen = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        return new OnednnCompiler(new Options(algorithm == Algorithm.AUTO, precision, chosen));
    }

    @Override
    public long nativeBytes() {
        return NativeMemory.used();
    }

    /** Older processors emulate it, which is slower than float32. */
    private static boolean hasBfloat16() {
        int isa = dnnl_get_effective_cpu_isa();
        return (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
    }

    /** Loads the native libraries once. */
    private static final class Library {
        private static final Optional<String> OBSTACLE = load();

        private Library() {}

        static Optional<String> obstacle() {
            return OBSTACLE;
        }

        private static Optional<String> load() {
            try {
                Onednn.engine();
                return Optional.empty();
            } catch (LinkageError | RuntimeException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                return Optional.of("oneDNN does not load: " + cause);
            }
        }
    }
}
