/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.spi.Coefficients;
import java.util.Arrays;

/** The coefficients of a convolution's layer that read a range of its input's channels. Immutable, thread-safe. */
final class LayerSlice implements Coefficients {
    private final Coefficients whole;
    private final int from;
    private final int count;
    private final int channels;
    private final int plane;
    private final boolean biased;

    private LayerSlice(LinearLayer layer, int from, int count, boolean biased) {
        this.whole = layer.coefficients();
        this.from = from;
        this.count = count;
        this.channels = layer.shape().dimension(1);
        this.plane = layer.shape().dimension(2) * layer.shape().dimension(3);
        this.biased = biased;
    }

    /**
     * The layer of a part of a convolution's input.
     *
     * @param layer without groups
     * @param from the first channel
     * @param count number of channels
     * @param biased whether the slice has the biases, or zeros
     */
    static LinearLayer of(LinearLayer layer, int from, int count, boolean biased) {
        Shape shape = layer.shape();
        Shape input = layer.input();
        return new LinearLayer(
                new LayerSlice(layer, from, count, biased),
                Shape.of(shape.dimension(0), count, shape.dimension(2), shape.dimension(3)),
                layer.window(),
                1,
                Shape.of(count, input.dimension(1), input.dimension(2)));
    }

    @Override
    public Object key() {
        return new Key(whole.key(), from, count, biased);
    }

    @Override
    public double weight(int index) {
        int each = count * plane;
        return whole.weight((index / each * channels + from) * plane + index % each);
    }

    @Override
    public boolean nonNegative() {
        return whole.nonNegative();
    }

    /** As a part of the sum of all slices. */
    @Override
    public boolean dominates() {
        return whole.dominates();
    }

    @Override
    public double[] bias() {
        double[] bias = whole.bias();
        if (!biased) {
            Arrays.fill(bias, 0);
        }
        return bias;
    }

    @Override
    public String toString() {
        return "channels " + from + " to " + (from + count - 1) + " of " + whole;
    }

    private record Key(Object whole, int from, int count, boolean biased) {}
}
