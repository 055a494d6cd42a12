/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import io.patternstream.engine.spi.KernelsProvider;
import io.patternstream.engine.spi.Precision;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/** Chooses a backend. */
final class Backends {
    private static final String AUTO = "auto";

    private Backends() {}

    static KernelsProvider choose(EngineOptions options) {
        return choose(
                options,
                ServiceLoader.load(KernelsProvider.class, Backends.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList());
    }

    static KernelsProvider choose(EngineOptions options, List<KernelsProvider> providers) {
        String wanted = options.backend().strip().toLowerCase(Locale.ROOT);
        KernelsProvider chosen = providers.stream()
                .filter(provider -> AUTO.equals(wanted) || provider.name().equals(wanted))
                .filter(KernelsProvider::available)
                .max(Comparator.comparingInt(KernelsProvider::priority))
                .orElseThrow(() -> unavailable(options.backend(), providers));
        if (options.precision() != Precision.F32) {
            throw new IllegalArgumentException("backend '" + chosen.name()
                    + "' computes in f32 only: choose precision f32" + " instead of " + options.precision());
        }
        return chosen;
    }

    private static IllegalArgumentException unavailable(String name, List<KernelsProvider> providers) {
        List<String> available = providers.stream()
                .filter(KernelsProvider::available)
                .map(KernelsProvider::name)
                .toList();
        boolean known = providers.stream().anyMatch(provider -> provider.name().equalsIgnoreCase(name.strip()));
        return new IllegalArgumentException("backend '" + name + "' "
                + (known ? "does not load on this machine" : "does not exist") + "; available are " + available);
    }
}
