/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import io.patternstream.api.explain.Explainer;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.LaidOutPatterns;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.api.pattern.RowSource;
import io.patternstream.engine.attribution.Attributor;
import io.patternstream.engine.attribution.BatchExplainer;
import io.patternstream.engine.attribution.BatchObserver;
import io.patternstream.engine.attribution.CompiledObserver;
import io.patternstream.engine.attribution.RowObserver;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.program.CompilerProvider;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Backend;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.KernelsProvider;
import io.patternstream.engine.spi.Precision;
import io.patternstream.engine.spi.Roofline;
import java.util.List;
import java.util.Optional;

/** A model on a backend: makes explainers and observers, each for one thread. Thread-safe. */
public final class Engine {
    private final Model model;
    private final Backends backends;
    private final EngineOptions options;
    private final PatternSource patterns;
    private final SharedCompiler compiler;
    private final SharedCompiler statistics;

    private Engine(Model model, Backends backends, EngineOptions options, PatternSource patterns) {
        this.model = model;
        this.backends = backends;
        this.options = options;
        this.patterns = patterns;
        this.compiler = compiler(options.precision(), options.algorithm());
        this.statistics = compiler(Precision.F32, Algorithm.DIRECT);
    }

    /**
     * Opens a model on a backend found by {@link java.util.ServiceLoader}.
     *
     * @param model the model
     * @param options which backend, and how it computes
     * @param patterns the active patterns, asked once per batch
     * @return the engine
     * @throws IllegalArgumentException if there is no such backend or it does not load here; lists those available;
     *     or if the backend lacks the precision, or an operation of the model
     */
    public static Engine open(Model model, EngineOptions options, PatternSource patterns) {
        return new Engine(model, Backends.choose(options, model.network()), options, patterns);
    }

    /**
     * Opens a model on a given backend, which computes by its own choice.
     *
     * @param model the model
     * @param backend a {@code KernelsProvider} or a {@code CompilerProvider}
     * @param patterns the active patterns, asked once per batch
     * @return the engine
     */
    public static Engine open(Model model, Backend backend, PatternSource patterns) {
        return new Engine(model, new Backends(backend, List.of()), EngineOptions.of(backend.name()), patterns);
    }

    /** {@return the name of the backend, which explains and computes training statistics} */
    public String backend() {
        return backends.chosen().name();
    }

    /** {@return bytes of native memory that the backend holds in this process, as far as it counts them} */
    public long nativeBytes() {
        return backends.chosen().nativeBytes();
    }

    /** {@return why backends were passed over, one line each, to be logged} */
    public List<String> skippedBackends() {
        return backends.skipped();
    }

    /** {@return the precision that the backend computes in} */
    public Precision precision() {
        return options.precision();
    }

    /** {@return a new explainer for one thread, closed by the caller} */
    public Explainer newExplainer() {
        return backends.chosen() instanceof KernelsProvider provider
                ? explainer(provider.create(options.threads()))
                : BatchExplainer.wrap(model.description(), attributor(compiler.acquire()));
    }

    /**
     * Lays out a snapshot's patterns beside those that the engine's explainers hold now, so that none of them has to when it
     * becomes the active one. They stay laid out after that only as long as explainers use them, or until the result is closed.
     *
     * @param snapshot active soon
     * @return to be closed by the caller, after explainers have taken the patterns over
     */
    public LaidOutPatterns layOut(PatternSnapshot snapshot) {
        return backends.chosen() instanceof KernelsProvider
                ? LaidOutPatterns.none()
                : compiler.layOut(Attributor.successor(snapshot));
    }

    /**
     * Makes a source of training statistics. They are float32 whatever the engine's precision, and a backend that compiles
     * computes convolutions by sums of products only: the way of each layer is then the same in every process, so that equal
     * batches give equal bits.
     *
     * @return for one thread, closed by the caller
     */
    public ActivationSource newActivationSource() {
        return newActivationSource(0);
    }

    /**
     * Makes a source of training statistics that may leave out patches of large images: of a convolution with more than a number
     * of output positions along a side it takes every second, third or k-th line and column, from the first on, k as small as
     * will do.
     *
     * @param positions the number; 0 for all patches
     * @return for one thread, closed by the caller
     */
    public ActivationSource newActivationSource(int positions) {
        if (positions < 0) {
            throw new IllegalArgumentException("positions must be at least 1, or 0 for all, but was " + positions);
        }
        return backends.chosen() instanceof KernelsProvider provider
                ? observer(provider.create(options.threads()), positions)
                : CompiledObserver.create(
                        model.network(), model.description(), model.layers(), statistics.acquire(), positions);
    }

    /**
     * Makes a source of what layers read and answer, on the backend that explains.
     *
     * @return for one thread, closed by the caller
     */
    public RowSource newRowSource() {
        return backends.chosen() instanceof KernelsProvider provider
                ? rows(provider.create(options.threads()))
                : RowObserver.create(model.network(), model.description(), model.layers(), compiler.acquire());
    }

    /**
     * Prepares the bare primitives of an explanation, to compare its time with.
     *
     * @param methods the methods of the explanation
     * @param batch its number of images
     * @return for one thread, closed by the caller; empty if the backend cannot run them on their own
     */
    public Optional<Roofline> newRoofline(List<String> methods, int batch) {
        if (backends.chosen() instanceof KernelsProvider) {
            return Optional.empty();
        }
        try (Attributor attributor = attributor(compiler.acquire())) {
            return compiler.roofline(attributor.program(methods, batch));
        }
    }

    /**
     * Prepares the bare primitives of training statistics: every layer forward, and for each sign two backward passes to its
     * weights.
     *
     * @param batch number of images
     * @return for one thread, closed by the caller; empty if the backend cannot run them on their own
     */
    public Optional<Roofline> newStatisticsRoofline(int batch) {
        return backends.chosen() instanceof KernelsProvider
                ? Optional.empty()
                : statistics.roofline(CompiledObserver.program(model.network(), batch, 0));
    }

    private Attributor attributor(Compiler acquired) {
        return Attributor.create(model.network(), model.description(), model.layers(), acquired, patterns);
    }

    private SharedCompiler compiler(Precision precision, Algorithm algorithm) {
        return new SharedCompiler(
                () -> ((CompilerProvider) backends.chosen()).create(precision, algorithm, options.threads()));
    }

    private Explainer explainer(Kernels<?> kernels) {
        try {
            Attributor attributor =
                    Attributor.create(model.network(), model.description(), model.layers(), kernels, patterns);
            return BatchExplainer.wrap(model.description(), attributor);
        } catch (RuntimeException e) {
            kernels.close();
            throw e;
        }
    }

    private RowSource rows(Kernels<?> kernels) {
        try {
            return RowObserver.create(model.network(), model.description(), model.layers(), kernels);
        } catch (RuntimeException e) {
            kernels.close();
            throw e;
        }
    }

    private <A> ActivationSource observer(Kernels<A> kernels, int positions) {
        try {
            return BatchObserver.create(model.network(), model.description(), model.layers(), kernels, positions);
        } catch (RuntimeException e) {
            kernels.close();
            throw e;
        }
    }
}
