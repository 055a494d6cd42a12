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

/** A model on a backend: makes explainers and observers, each for one thread. Thread-safe. */
public final class Engine {
    private final Model model;
    private final KernelsProvider backend;
    private final PatternSource patterns;

    private Engine(Model model, KernelsProvider backend, PatternSource patterns) {
        this.model = model;
        this.backend = backend;
        this.patterns = patterns;
    }

    /**
     * Opens a model on a backend found by {@link java.util.ServiceLoader}.
     *
     * @param model the model
     * @param backend {@code auto} for the best that is available, or a name
     * @param patterns the active patterns, asked once per batch
     * @return the engine
     * @throws IllegalArgumentException if there is no such backend or it does not load here; lists those available
     */
    public static Engine open(Model model, String backend, PatternSource patterns) {
        return open(model, Backends.choose(backend), patterns);
    }

    /**
     * Opens a model on a given backend.
     *
     * @param model the model
     * @param backend makes the kernels
     * @param patterns the active patterns, asked once per batch
     * @return the engine
     */
    public static Engine open(Model model, KernelsProvider backend, PatternSource patterns) {
        return new Engine(model, backend, patterns);
    }

    /** {@return the backend's name} */
    public String backend() {
        return backend.name();
    }

    /** {@return a new explainer for one thread, closed by the caller} */
    public Explainer newExplainer() {
        return explainer(backend.create());
    }

    /** {@return a new source of training statistics for one thread, closed by the caller} */
    public ActivationSource newActivationSource() {
        return observer(backend.create());
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
