/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.attribution.OperationNets;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.program.CompilerProvider;
import io.patternstream.engine.program.Executable;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.reference.ReferenceCompiler;
import io.patternstream.engine.reference.ReferenceCompilerProvider;
import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Backend;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.KernelsProvider;
import io.patternstream.engine.spi.Precision;
import io.patternstream.engine.spi.Roofline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which backend does what. */
final class BackendsTest {
    private static final Backend PORTABLE = new Eager("portable", 10, Optional.empty());
    private static final Backend FAST = new Compiling("fast", 20, Optional.empty());
    private static final Backend BROKEN = new Compiling("broken", 30, Optional.of("no AVX2"));

    @Test
    void bestIsChosenUnlessAnotherIsNamed() {
        assertThat(choose("auto", Precision.F32, PORTABLE, FAST).chosen()).isSameAs(FAST);
        assertThat(choose("auto", Precision.F32, PORTABLE, FAST).skipped()).isEmpty();
        assertThat(choose("Fast", Precision.F32, PORTABLE, FAST).chosen()).isSameAs(FAST);
        assertThat(choose("portable", Precision.F32, PORTABLE, FAST).chosen()).isSameAs(PORTABLE);
    }

    @Test
    void backendThatDoesNotLoadIsPassedOverWithTheReason() {
        Backends chosen = Backends.choose(
                EngineOptions.defaults(), List.of(BROKEN, PORTABLE), List.of("a backend does not load: no such class"));
        assertThat(chosen.chosen()).isSameAs(PORTABLE);
        assertThat(chosen.skipped())
                .containsExactly(
                        "a backend does not load: no such class",
                        "backend 'broken' does not load on this machine: no AVX2");
    }

    @Test
    void namingABackendThatDoesNotLoadIsAnErrorWithTheReason() {
        assertThatThrownBy(() -> choose("broken", Precision.F32, BROKEN, PORTABLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("backend 'broken' does not load on this machine (no AVX2); available are [portable]");
        assertThatThrownBy(() -> choose("cuda", Precision.F32, PORTABLE))
                .hasMessage("backend 'cuda' does not exist; available are [portable]");
    }

    @Test
    void precisionIsAskedOfThoseThatHaveIt() {
        assertThat(choose("auto", Precision.BF16, PORTABLE, FAST).chosen()).isSameAs(FAST);
        assertThatThrownBy(() -> choose("portable", Precision.BF16, PORTABLE, FAST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("backend 'portable' computes in f32 only: choose precision f32 instead of bf16");
    }

    @Test
    void backendThatLacksAnOperationIsPassedOverUnlessItIsNamed() {
        // Given
        Network network = Network.builder("x", Shape.of(1)).build(Head.NONE);
        Backend lacking = new Lacking();

        // When
        Backends chosen = Backends.choose(EngineOptions.defaults(), network, List.of(lacking, PORTABLE), List.of());

        // Then
        assertThat(chosen.chosen()).isSameAs(PORTABLE);
        assertThat(chosen.skipped()).containsExactly("backend 'fast' cannot run this model: node 'n': no such thing");
        assertThatThrownBy(
                        () -> Backends.choose(EngineOptions.of("fast"), network, List.of(lacking, PORTABLE), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("backend 'fast' cannot run this model: node 'n': no such thing; choose another or auto");
    }

    @Test
    void compilerIsSharedAndClosedAfterItsLastUser() {
        // Given
        ReferenceCompiler[] made = new ReferenceCompiler[1];
        int[] count = {0};
        SharedCompiler shared = new SharedCompiler(() -> {
            count[0]++;
            made[0] = new ReferenceCompiler();
            return made[0];
        });

        // When
        Compiler first = shared.acquire();
        Compiler second = shared.acquire();
        first.close();
        first.close();

        // Then: closing twice counts once
        assertThat(count[0]).isEqualTo(1);
        assertThat(made[0].isClosed()).isFalse();
        second.close();
        assertThat(made[0].isClosed()).isTrue();
        shared.acquire().close();
        assertThat(count[0]).isEqualTo(2);
    }

    @Test
    void barePrimitivesKeepTheCompilerOpen() {
        // Given
        List<String> calls = new ArrayList<>();
        Model model = OperationNets.model(OperationNets.sums(1, 1));
        Engine engine = Engine.open(model, new BareProvider(calls), Optional::empty);

        // When
        try (Roofline roofline =
                engine.newRoofline(List.of("gradient", "lrp.z"), 2).orElseThrow()) {
            roofline.run();
            calls.add("between");
        }

        // Then
        assertThat(calls)
                .containsExactly("made for 3 sections", "run", "between", "roofline closed", "compiler closed");
    }

    @Test
    void otherBackendsHaveNoBarePrimitives() {
        Model model = OperationNets.model(OperationNets.sums(1, 1));
        for (Backend backend : List.of(new ReferenceProvider(), new ReferenceCompilerProvider())) {
            Engine engine = Engine.open(model, backend, Optional::empty);
            assertThat(engine.newRoofline(List.of("gradient"), 1)).isEmpty();
        }
    }

    private static Backends choose(String name, Precision precision, Backend... all) {
        return Backends.choose(new EngineOptions(name, precision, Algorithm.AUTO, 0), List.of(all), List.of());
    }

    /** Has nothing but bare primitives, and notes what becomes of them. */
    private record BareProvider(List<String> calls) implements CompilerProvider {
        @Override
        public String name() {
            return "bare";
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
            return new BareCompiler(calls);
        }
    }

    private record BareCompiler(List<String> calls) implements Compiler {
        @Override
        public String name() {
            return "bare";
        }

        @Override
        public Executable compile(Program program) {
            throw new IllegalStateException("only primitives are wanted");
        }

        @Override
        public Optional<Roofline> roofline(Program program) {
            calls.add("made for " + program.sections().size() + " sections");
            return Optional.of(new Roofline() {
                @Override
                public void run() {
                    calls.add("run");
                }

                @Override
                public void close() {
                    calls.add("roofline closed");
                }
            });
        }

        @Override
        public void close() {
            calls.add("compiler closed");
        }
    }

    private record Eager(String name, int priority, Optional<String> obstacle) implements KernelsProvider {
        @Override
        public Kernels<?> create(int threads) {
            return new ReferenceProvider().create(threads);
        }
    }

    private record Compiling(String name, int priority, Optional<String> obstacle) implements CompilerProvider {
        @Override
        public boolean computes(Precision precision) {
            return true;
        }

        @Override
        public Compiler create(Precision precision, Algorithm algorithm, int threads) {
            return new ReferenceCompiler();
        }
    }

    private record Lacking() implements CompilerProvider {
        @Override
        public String name() {
            return "fast";
        }

        @Override
        public int priority() {
            return 20;
        }

        @Override
        public Optional<String> obstacle() {
            return Optional.empty();
        }

        @Override
        public Optional<String> lacks(Network any) {
            return Optional.of("node 'n': no such thing");
        }

        @Override
        public Compiler create(Precision precision, Algorithm algorithm, int threads) {
            return new ReferenceCompiler();
        }
    }
}
