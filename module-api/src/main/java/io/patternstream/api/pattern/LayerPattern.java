/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.tensor.Shape;

/** The patterns of all neurons of one layer in one regime. Immutable, thread-safe. */
public final class LayerPattern {
    private final LayerId layer;
    private final Regime regime;
    private final Shape shape;
    private final double[] values;

    /**
     * Takes the values over without copying; the caller must not touch the array again.
     *
     * @param layer the layer
     * @param regime the regime
     * @param shape the layer's weight shape, neuron first
     * @param values C order
     */
    public LayerPattern(LayerId layer, Regime regime, Shape shape, double[] values) {
        if (values.length != shape.elementCount()) {
            throw new IllegalArgumentException("pattern " + layer + "/" + regime.key() + " of shape " + shape + " has "
                    + values.length + " values");
        }
        this.layer = layer;
        this.regime = regime;
        this.shape = shape;
        this.values = values;
    }

    /** {@return the layer} */
    public LayerId layer() {
        return layer;
    }

    /** {@return the regime} */
    public Regime regime() {
        return regime;
    }

    /** {@return the layer's weight shape, neuron first} */
    public Shape shape() {
        return shape;
    }

    /**
     * Returns one value.
     *
     * @param index position in C order
     * @return the value
     */
    public double at(int index) {
        return values[index];
    }

    /** {@return a copy of the values, C order} */
    public double[] toArray() {
        return values.clone();
    }
}
