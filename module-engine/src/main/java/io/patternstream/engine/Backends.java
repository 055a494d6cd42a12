/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import io.patternstream.engine.spi.KernelsProvider;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/** Chooses a backend. */
final class Backends {
    private static final String AUTO = "auto";

    private Backends() {}

    static KernelsProvider choose(String name) {
        return choose(
                name,
                ServiceLoader.load(KernelsProvider.class, Backends.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList());
    }

    static KernelsProvider choose(String name, List<KernelsProvider> providers) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        return providers.stream()
                .filter(provider -> AUTO.equals(wanted) || provider.name().equals(wanted))
                .filter(KernelsProvider::available)
                .max(Comparator.comparingInt(KernelsProvider::priority))
                .orElseThrow(() -> unavailable(name, providers));
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
