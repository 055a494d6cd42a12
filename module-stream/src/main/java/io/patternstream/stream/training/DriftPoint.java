/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.stream.metrics.LayerDrift;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How a new snapshot compares with the one that was active, in short.
 *
 * @param snapshot id of the new one
 * @param distance the largest cosine distance of a layer, 0 to 2
 * @param activeRho mean quality rho(S_a) of the active patterns over the layers where it was measured; empty if nowhere
 * @param newRho the same of the new patterns
 */
public record DriftPoint(String snapshot, double distance, OptionalDouble activeRho, OptionalDouble newRho) {

    static DriftPoint of(String snapshot, SnapshotQuality quality) {
        List<LayerDrift> layers = quality.layers();
        return new DriftPoint(
                snapshot,
                layers.stream().mapToDouble(LayerDrift::distance).max().orElse(0),
                mean(layers, LayerDrift::activeRho),
                mean(layers, LayerDrift::newRho));
    }

    private static OptionalDouble mean(List<LayerDrift> layers, Function<LayerDrift, OptionalDouble> rho) {
        return layers.stream().map(rho).flatMapToDouble(OptionalDouble::stream).average();
    }
}
