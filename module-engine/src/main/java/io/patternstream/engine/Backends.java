/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import io.patternstream.engine.graph.Network;
import io.patternstream.engine.program.CompilerProvider;
import io.patternstream.engine.spi.Backend;
import io.patternstream.engine.spi.KernelsProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The backend of an engine.
 *
 * @param chosen a {@link KernelsProvider} or a {@link CompilerProvider}
 * @param skipped why backends that are there were not asked, one line each
 */
record Backends(Backend chosen, List<String> skipped) {
    private static final String AUTO = "auto";

    /** Copies. */
    Backends {
        skipped = List.copyOf(skipped);
    }

    /** Chooses among those that {@link ServiceLoader} finds one that can run a network. */
    static Backends choose(EngineOptions options, Network network) {
        List<String> broken = new ArrayList<>();
        return choose(options, network, found(broken), broken);
    }

    static Backends choose(EngineOptions options, Network network, List<Backend> all, List<String> broken) {
        boolean any = AUTO.equals(options.backend().strip().toLowerCase(Locale.ROOT));
        List<Backend> fitting = new ArrayList<>();
        List<String> reasons = new ArrayList<>(broken);
        for (Backend backend : all) {
            Optional<String> lack = backend.lacks(network);
            if (lack.isPresent() && any) {
                reasons.add(unfit(backend, lack.get()));
            } else {
                fitting.add(backend);
            }
        }
        Backends chosen = choose(options, fitting, reasons);
        chosen.chosen.lacks(network).ifPresent(lack -> {
            throw new IllegalArgumentException(unfit(chosen.chosen, lack) + "; choose another or auto");
        });
        return chosen;
    }

    static Backends choose(EngineOptions options, List<Backend> all, List<String> broken) {
        String wanted = options.backend().strip().toLowerCase(Locale.ROOT);
        List<Backend> named = all.stream()
                .filter(backend -> AUTO.equals(wanted) || backend.name().equals(wanted))
                .toList();
        List<Backend> usable =
                named.stream().filter(backend -> backend.obstacle().isEmpty()).toList();
        Backend best = usable.stream()
                .filter(backend -> backend.computes(options.precision()))
                .max(Comparator.comparingInt(Backend::priority))
                .orElseThrow(() -> usable.isEmpty()
                        ? unavailable(options.backend(), named, all, broken)
                        : imprecise(options, usable));
        List<String> skipped = new ArrayList<>(broken);
        named.forEach(
                backend -> backend.obstacle().map(why -> unloaded(backend, why)).ifPresent(skipped::add));
        return new Backends(best, skipped);
    }

    private static List<Backend> found(List<String> broken) {
        ClassLoader loader = Backends.class.getClassLoader();
        List<Backend> found = new ArrayList<>();
        collect(ServiceLoader.load(CompilerProvider.class, loader).iterator(), found, broken);
        collect(ServiceLoader.load(KernelsProvider.class, loader).iterator(), found, broken);
        return found;
    }

    private static void collect(Iterator<? extends Backend> services, List<Backend> found, List<String> broken) {
        boolean more = true;
        while (more) {
            try {
                more = services.hasNext();
                if (more) {
                    found.add(services.next());
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                broken.add("a backend does not load: " + e.getMessage());
            }
        }
    }

    private static IllegalArgumentException unavailable(
            String name, List<Backend> named, List<Backend> all, List<String> broken) {
        List<String> available = all.stream()
                .filter(backend -> backend.obstacle().isEmpty())
                .map(Backend::name)
                .toList();
        String reasons = named.stream()
                .flatMap(backend -> backend.obstacle().stream())
                .reduce("", (reason, next) -> reason + " (" + next + ")");
        String others = broken.isEmpty() ? "" : "; " + String.join("; ", broken);
        return new IllegalArgumentException("backend '" + name + "' "
                + (named.isEmpty() ? "does not exist" : "does not load on this machine" + reasons) + "; available are "
                + available + others);
    }

    private static IllegalArgumentException imprecise(EngineOptions options, List<Backend> usable) {
        String names = String.join("', '", usable.stream().map(Backend::name).toList());
        return new IllegalArgumentException("backend '" + names + "' computes in f32 only: choose precision f32"
                + " instead of " + options.precision());
    }

    private static String unfit(Backend backend, String lack) {
        return "backend '" + backend.name() + "' cannot run this model: " + lack;
    }

    private static String unloaded(Backend backend, String why) {
        return "backend '" + backend.name() + "' does not load on this machine: " + why;
    }
}
