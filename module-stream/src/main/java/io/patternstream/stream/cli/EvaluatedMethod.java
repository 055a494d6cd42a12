/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.engine.Methods;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A method, as {@code evaluate} takes it: {@code patternattribution@linear} uses the linear patterns in every layer instead of
 * the regime that explains each.
 *
 * @param name canonical
 * @param regime of all patterns, where one is named
 */
record EvaluatedMethod(String name, Optional<Regime> regime) {
    private static final char AT = '@';

    /** The methods of a comma list, each once. */
    static List<EvaluatedMethod> parse(String text, boolean patterns) {
        List<EvaluatedMethod> methods = new ArrayList<>();
        for (String part : Methods.split(text)) {
            int at = part.lastIndexOf(AT);
            Optional<Regime> regime = at < 0 ? Optional.empty() : Optional.of(regime(part.substring(at + 1), part));
            for (String name : MethodList.parse(at < 0 ? part : part.substring(0, at), patterns)) {
                if (regime.isPresent() && !Methods.needsPatterns(name)) {
                    throw new CommandException("method " + part + " names a regime, but " + name + " uses no patterns");
                }
                methods.add(new EvaluatedMethod(name, regime));
            }
        }
        return methods.stream().distinct().toList();
    }

    /** How tables name it. */
    String label() {
        return name + regime.map(known -> AT + known.key()).orElse("");
    }

    /** The snapshot that it explains with: the given one, or that with one regime's patterns in the place of those used. */
    static PatternSnapshot with(Regime regime, PatternSnapshot patterns, List<LayerWeights> layers) {
        List<LayerPattern> replaced = layers.stream()
                .map(layer -> patterns.pattern(layer.id(), regime)
                        .map(pattern -> new LayerPattern(
                                layer.id(), layer.regime(), pattern.shape(), pattern.toArray(), pattern.degenerate()))
                        .orElseThrow(() -> new CommandException("the pattern file has no " + regime.key()
                                + " patterns of layer " + layer.id()
                                + ": give 'patterns compute' an --estimator that makes them")))
                .toList();
        return new PatternSnapshot(patterns.id(), patterns.provenance(), replaced);
    }

    private static Regime regime(String key, String method) {
        return Arrays.stream(Regime.values())
                .filter(regime -> regime.key().equalsIgnoreCase(key.strip()))
                .findFirst()
                .orElseThrow(() -> new CommandException("method " + method + " names no regime after '@'; use "
                        + Arrays.stream(Regime.values()).map(Regime::key).collect(Collectors.joining(", "))));
    }
}
