/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import io.patternstream.api.pattern.LaidOutPatterns;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.program.Executable;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.Roofline;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One compiler for all users of an engine: made for the first, closed after the last. Thread-safe. */
final class SharedCompiler {
    private final Supplier<Compiler> maker;
    private @Nullable Compiler compiler;
    private int users;

    SharedCompiler(Supplier<Compiler> maker) {
        this.maker = maker;
    }

    /** {@return the compiler, for one user, who closes it} */
    synchronized Compiler acquire() {
        if (compiler == null) {
            compiler = maker.get();
        }
        users++;
        return new Handle(Objects.requireNonNull(compiler));
    }

    /** The bare primitives of a program, which use the compiler until they are closed. */
    Optional<Roofline> roofline(Program program) {
        Compiler acquired = acquire();
        try {
            Optional<Roofline> bare = acquired.roofline(program);
            if (bare.isEmpty()) {
                acquired.close();
            }
            return bare.map(roofline -> new Bare(roofline, acquired));
        } catch (RuntimeException e) {
            acquired.close();
            throw e;
        }
    }

    /** Coefficients that executables will be rebound to. */
    LaidOutPatterns layOut(Function<Coefficients, Optional<Coefficients>> successor) {
        Compiler acquired = acquire();
        try {
            LaidOutPatterns laidOut = acquired.layOut(successor);
            return () -> {
                laidOut.close();
                acquired.close();
            };
        } catch (RuntimeException | Error e) {
            acquired.close();
            throw e;
        }
    }

    private synchronized void release() {
        users--;
        if (users == 0) {
            Objects.requireNonNull(compiler).close();
            compiler = null;
        }
    }

    private record Bare(Roofline roofline, Compiler compiler) implements Roofline {
        @Override
        public void run() {
            roofline.run();
        }

        @Override
        public void close() {
            roofline.close();
            compiler.close();
        }
    }

    private final class Handle implements Compiler {
        private final Compiler shared;
        private final AtomicBoolean closed = new AtomicBoolean();

        Handle(Compiler shared) {
            this.shared = shared;
        }

        @Override
        public String name() {
            return shared.name();
        }

        @Override
        public Executable compile(Program program) {
            return shared.compile(program);
        }

        @Override
        public Optional<Roofline> roofline(Program program) {
            return shared.roofline(program);
        }

        @Override
        public LaidOutPatterns layOut(Function<Coefficients, Optional<Coefficients>> successor) {
            return shared.layOut(successor);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release();
            }
        }
    }
}
