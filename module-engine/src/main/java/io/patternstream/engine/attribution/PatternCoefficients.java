/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.rule.Descent;
import io.patternstream.engine.spi.Coefficients;
import java.util.Optional;

/**
 * A layer's patterns, or their products with its weights, without bias. Those of two snapshots have equal keys where the
 * layer's patterns have not changed. Immutable, thread-safe.
 */
final class PatternCoefficients implements Coefficients {
    private final int position;
    private final Operation.Linear layer;
    private final LayerPattern pattern;
    private final Descent descent;

    PatternCoefficients(int position, Operation.Linear layer, LayerPattern pattern, Descent descent) {
        this.position = position;
        this.layer = layer;
        this.pattern = pattern;
        this.descent = descent;
    }

    /** The same of another snapshot, if it has a pattern for the layer. */
    Optional<Coefficients> of(PatternSnapshot snapshot) {
        return snapshot.pattern(pattern.layer(), pattern.regime())
                .filter(other -> other.shape().equals(pattern.shape()))
                .map(other -> new PatternCoefficients(position, layer, other, descent));
    }

    @Override
    public Object key() {
        return new Key(position, descent, pattern.digest());
    }

    @Override
    public double weight(int index) {
        double value = pattern.at(index);
        return descent == Descent.WEIGHTS_TIMES_PATTERN
                ? value * layer.weights().at(index)
                : value;
    }

    @Override
    public double[] bias() {
        return new double[layer.bias().shape().elementCount()];
    }

    @Override
    public String toString() {
        return descent + " of layer " + position;
    }

    private record Key(int position, Descent descent, String digest) {}
}
