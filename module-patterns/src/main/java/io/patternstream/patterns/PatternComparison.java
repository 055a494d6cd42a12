/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two snapshots of a model, layer by layer and regime by regime.
 *
 * @param both what both have, in the order of the first
 * @param onlyFirst what only the first has, as {@code layer/regime}
 * @param onlySecond what only the second has, likewise
 */
public record PatternComparison(List<Entry> both, List<String> onlyFirst, List<String> onlySecond) {
    /** Copies. */
    public PatternComparison {
        both = List.copyOf(both);
        onlyFirst = List.copyOf(onlyFirst);
        onlySecond = List.copyOf(onlySecond);
    }

    /**
     * The patterns of a layer in a regime.
     *
     * @param layer the layer
     * @param regime the regime
     * @param distance of the second from the first
     * @param firstDegenerate neurons whose pattern the first could not determine
     * @param secondDegenerate the same of the second
     */
    public record Entry(
            LayerId layer, Regime regime, PatternDistance distance, int firstDegenerate, int secondDegenerate) {}

    /**
     * Compares.
     *
     * @param first a snapshot
     * @param second another of the same model
     * @return how they differ
     * @throws IllegalArgumentException if the shapes of a layer's patterns differ or a value is not finite
     */
    public static PatternComparison of(PatternSnapshot first, PatternSnapshot second) {
        Map<String, LayerPattern> others = new LinkedHashMap<>();
        second.patterns().forEach(pattern -> others.put(name(pattern), pattern));
        List<Entry> both = new ArrayList<>();
        List<String> onlyFirst = new ArrayList<>();
        for (LayerPattern pattern : first.patterns()) {
            LayerPattern other = others.remove(name(pattern));
            if (other == null) {
                onlyFirst.add(name(pattern));
            } else {
                both.add(new Entry(
                        pattern.layer(),
                        pattern.regime(),
                        PatternDistance.of(pattern, other),
                        pattern.degenerate().size(),
                        other.degenerate().size()));
            }
        }
        return new PatternComparison(both, onlyFirst, List.copyOf(others.keySet()));
    }

    private static String name(LayerPattern pattern) {
        return pattern.layer() + "/" + pattern.regime().key();
    }
}
