/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import io.patternstream.api.explain.Explainer;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.engine.attribution.Attributor;
import io.patternstream.engine.attribution.BatchExplainer;
import io.patternstream.engine.attribution.BatchObserver;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.KernelsProvider;
import io.patternstream.engine.spi.Precision;
import io.patternstream.engine.spi.Roofline;
import java.util.List;
import java.util.Optional;

/** A model on a backend: makes explainers and observers, each for one thread. Thread-safe. */
public final class Engine {
    private final Model model;
    private final KernelsProvider backend;
    private final EngineOptions options;
    private final PatternSource patterns;

    private Engine(Model model, KernelsProvider backend, EngineOptions options, PatternSource patterns) {
        this.model = model;
        this.backend = backend;
        this.options = options;
        this.patterns = patterns;
    }

    /**
     * Opens a model on a backend found by {@link java.util.ServiceLoader}.
     *
     * @param model the model
     * @param options which backend, and how it computes
     * @param patterns the active patterns, asked once per batch
     * @return the engine
     * @throws IllegalArgumentException if there is no such backend or it does not load here; lists those available;
     *     or if the backend lacks the precision
     */
    public static Engine open(Model model, EngineOptions options, PatternSource patterns) {
        return new Engine(model, Backends.choose(options), options, patterns);
    }

    /**
     * Opens a model on a given backend, which computes by its own choice.
     *
     * @param model the model
     * @param backend makes the kernels
     * @param patterns the active patterns, asked once per batch
     * @return the engine
     */
    public static Engine open(Model model, KernelsProvider backend, PatternSource patterns) {
        return new Engine(model, backend, EngineOptions.of(backend.name()), patterns);
    }

    /** {@return the backend's name} */
    public String backend() {
        return backend.name();
    }

    /** {@return the precision that the backend computes in} */
    public Precision precision() {
        return options.precision();
    }

    /** {@return a new explainer for one thread, closed by the caller} */
    public Explainer newExplainer() {
        return explainer(backend.create(options.threads()));
    }

    /** {@return a new source of training statistics for one thread, closed by the caller} */
    public ActivationSource newActivationSource() {
        return observer(backend.create(options.threads()));
    }

    /**
     * Prepares the bare primitives of an explanation, to compare its time with.
     *
     * @param methods the methods of the explanation
     * @param batch its number of images
     * @return for one thread, closed by the caller; empty if the backend cannot run them on their own
     */
    public Optional<Roofline> newRoofline(List<String> methods, int batch) {
        return Optional.empty();
    }

    private <A> Explainer explainer(Kernels<A> kernels) {
        try {
            Attributor<A> attributor =
                    Attributor.create(model.network(), model.description(), model.layers(), kernels, patterns);
            return BatchExplainer.wrap(model.description(), kernels, attributor);
        } catch (RuntimeException e) {
            kernels.close();
            throw e;
        }
    }

    private <A> ActivationSource observer(Kernels<A> kernels) {
        try {
            return BatchObserver.create(model.network(), model.description(), model.layers(), kernels);
        } catch (RuntimeException e) {
            kernels.close();
            throw e;
        }
    }
}
