/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.architecture;

import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Patterns that no data made: for what they cost, not for what they show. Stateless. */
public final class RandomPatterns {
    private RandomPatterns() {}

    /**
     * Draws a pattern for each neuron: its weights, each times a factor between 0 and 2, so scaled that {@code w.a = 1} as in
     * real patterns.
     *
     * @param model the model
     * @param seed of the factors
     * @return one pattern per layer, in the regime that explains it
     */
    public static PatternSnapshot of(Model model, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<LayerPattern> patterns = new ArrayList<>();
        for (LayerWeights layer : model.layers()) {
            patterns.add(new LayerPattern(
                    layer.id(), layer.regime(), layer.weights().shape(), values(layer.weights(), random)));
        }
        PatternSnapshot.Provenance made =
                new PatternSnapshot.Provenance(model.description().sha256(), List.of(), 0, Map.of(), Instant.EPOCH);
        return new PatternSnapshot(new SnapshotId("random-" + seed), made, patterns);
    }

    private static double[] values(Tensor weights, SplittableRandom random) {
        int inputs = weights.shape().inner().elementCount();
        double[] values = new double[weights.shape().elementCount()];
        for (int first = 0; first < values.length; first += inputs) {
            double product = 0;
            for (int i = first; i < first + inputs; i++) {
                values[i] = weights.at(i) * (1 + random.nextDouble(-1, 1));
                product += weights.at(i) * values[i];
            }
            double scale = product == 0 ? 0 : 1 / product;
            for (int i = first; i < first + inputs; i++) {
                values[i] *= scale;
            }
        }
        return values;
    }
}
