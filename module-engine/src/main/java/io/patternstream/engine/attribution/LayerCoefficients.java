/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.rule.Modifier;
import io.patternstream.engine.spi.Coefficients;

/** A layer's own weights and biases, or what a rule makes of them, computed as they are read. Immutable, thread-safe. */
final class LayerCoefficients implements Coefficients {
    private final Operation.Linear layer;
    private final Key key;

    private LayerCoefficients(Operation.Linear layer, Key key) {
        this.layer = layer;
        this.key = key;
    }

    /** The layer's own. */
    static LayerCoefficients of(int position, Operation.Linear layer) {
        return modified(position, layer, Modifier.VALUE, Modifier.VALUE);
    }

    static LayerCoefficients modified(int position, Operation.Linear layer, Modifier weights, Modifier bias) {
        return new LayerCoefficients(layer, new Key(position, weights, bias));
    }

    @Override
    public Object key() {
        return key;
    }

    @Override
    public double weight(int index) {
        return key.weights.apply(layer.weights().at(index));
    }

    @Override
    public void weights(int from, double[] target) {
        if (key.weights.equals(Modifier.VALUE)) {
            Parameters values = layer.weights();
            for (int i = 0; i < target.length; i++) {
                target[i] = values.at(from + i);
            }
        } else {
            Coefficients.super.weights(from, target);
        }
    }

    @Override
    public boolean nonNegative() {
        return key.weights.isNonNegative() && key.bias.isNonNegative();
    }

    @Override
    public boolean dominates() {
        return key.weights.dominates() && key.bias.dominates();
    }

    @Override
    public double[] bias() {
        return key.bias.apply(layer.bias().toArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LayerCoefficients that && layer == that.layer && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        boolean own = key.weights.equals(Modifier.VALUE) && key.bias.equals(Modifier.VALUE);
        return "of layer " + key.position + (own ? "" : " by " + key.weights + ", " + key.bias);
    }

    private record Key(int position, Modifier weights, Modifier bias) {}
}
