/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.tensor.Shape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The patterns of all neurons of one layer in one regime. Immutable, thread-safe.
 *
 * <p>A neuron is degenerate when the data did not determine its pattern: it had no rows in the regime, or was constant (its
 * pattern is 0), or the estimator's denominator was lost in rounding (its pattern is the linear one).
 */
public final class LayerPattern {
    private static final int DIGEST_BLOCK = 1024;

    private final LayerId layer;
    private final Regime regime;
    private final Shape shape;
    private final double[] values;
    private final BitSet degenerate;
    private volatile @Nullable String digest;

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

    /** {@return what identifies the values: their SHA-256 in hexadecimal, computed when it is first asked for} */
    public String digest() {
        String known = digest;
        if (known == null) {
            known = sha256(values);
            digest = known;
        }
        return known;
    }

    private static String sha256(double... values) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        ByteBuffer block = ByteBuffer.allocate(Double.BYTES * DIGEST_BLOCK);
        for (int from = 0; from < values.length; from += DIGEST_BLOCK) {
            int count = Math.min(DIGEST_BLOCK, values.length - from);
            block.asDoubleBuffer().put(values, from, count);
            sha256.update(block.array(), 0, count * Double.BYTES);
        }
        return HexFormat.of().formatHex(sha256.digest());
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
