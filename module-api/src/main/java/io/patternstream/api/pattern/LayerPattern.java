/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.tensor.Shape;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The patterns of all neurons of one layer in one regime. Immutable, thread-safe.
 *
 * <p>A neuron is degenerate when the data did not determine its pattern: it had no rows in the regime, or was constant (its
 * pattern is 0), or the estimator's denominator was lost in rounding (its pattern is the linear one).
 */
public final class LayerPattern {
    private final LayerId layer;
    private final Regime regime;
    private final Shape shape;
    private final double[] values;
    private final BitSet degenerate;

    /**
     * Takes the values over without copying; the caller must not touch the array again. A neuron whose pattern is all zero
     * counts as degenerate.
     *
     * @param layer the layer
     * @param regime the regime
     * @param shape the layer's weight shape, neuron first
     * @param values C order
     */
    public LayerPattern(LayerId layer, Regime regime, Shape shape, double[] values) {
        this(layer, regime, shape, values, List.of());
    }

    /**
     * Takes the values over without copying; the caller must not touch the array again.
     *
     * @param layer the layer
     * @param regime the regime
     * @param shape the layer's weight shape, neuron first
     * @param values C order
     * @param degenerate neurons that are degenerate although their pattern is not all zero
     */
    public LayerPattern(LayerId layer, Regime regime, Shape shape, double[] values, Iterable<Integer> degenerate) {
        if (values.length != shape.elementCount()) {
            throw new IllegalArgumentException("pattern " + layer + "/" + regime.key() + " of shape " + shape + " has "
                    + values.length + " values");
        }
        this.layer = layer;
        this.regime = regime;
        this.shape = shape;
        this.values = values;
        this.degenerate = zeroRows(shape.dimension(0), values);
        for (int neuron : degenerate) {
            this.degenerate.set(neuron);
        }
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

    /** {@return the degenerate neurons, ascending} */
    public List<Integer> degenerate() {
        return degenerate.stream().boxed().collect(Collectors.toUnmodifiableList());
    }

    private static BitSet zeroRows(int neurons, double[] values) {
        BitSet zero = new BitSet(neurons);
        int inputs = neurons == 0 ? 0 : values.length / neurons;
        for (int neuron = 0; neuron < neurons; neuron++) {
            int first = neuron * inputs;
            int i = 0;
            while (i < inputs && values[first + i] == 0) {
                i++;
            }
            zero.set(neuron, i == inputs);
        }
        return zero;
    }
}
