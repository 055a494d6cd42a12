/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

import io.patternstream.api.pattern.LayerRows;
import io.patternstream.api.pattern.LayerWeights;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** What is kept of one layer: some neurons, and rows in two halves that share no image. Mutable; one thread at a time. */
final class LayerSample {
    private final LayerWeights layer;
    private final int[] neurons;
    private final RowReservoir regression;
    private final RowReservoir heldOut;

    private LayerSample(LayerWeights layer, int[] neurons, RowReservoir regression, RowReservoir heldOut) {
        this.layer = layer;
        this.neurons = neurons;
        this.regression = regression;
        this.heldOut = heldOut;
    }

    /**
     * Creates an empty sample.
     *
     * @param layer the layer
     * @param inputs values of one row
     * @param size how much is kept
     * @param bytes most memory of the rows of both halves
     * @param random draws neurons and rows
     */
    static LayerSample create(LayerWeights layer, int inputs, SampleSize size, long bytes, SplittableRandom random) {
        int[] neurons = draw(layer.weights().shape().dimension(0), size.neurons(), random);
        long rowBytes = (long) Float.BYTES * (inputs + neurons.length);
        int rows = (int) Math.max(2, Math.min(size.rows(), bytes / 2 / rowBytes));
        return new LayerSample(
                layer,
                neurons,
                new RowReservoir(rows, inputs, neurons, random.split()),
                new RowReservoir(rows, inputs, neurons, random.split()));
    }

    /** Takes rows; images at even positions of all images go to the regression, others are held out. */
    void accept(LayerRows rows, long firstImage) {
        for (int row = 0; row < rows.count(); row++) {
            RowReservoir half = (firstImage + rows.image(row)) % 2 == 0 ? regression : heldOut;
            half.offer(rows.x(), rows.z(), row, rows.neurons());
        }
    }

    LayerWeights layer() {
        return layer;
    }

    /** {@return the neurons that are measured, ascending} */
    int[] neurons() {
        return neurons;
    }

    RowReservoir regression() {
        return regression;
    }

    RowReservoir heldOut() {
        return heldOut;
    }

    private static int[] draw(int all, int most, SplittableRandom random) {
        TreeSet<Integer> drawn = new TreeSet<>();
        for (int last = Math.max(0, all - most); last < all; last++) {
            int next = random.nextInt(last + 1);
            drawn.add(drawn.contains(next) ? last : next);
        }
        return drawn.stream().mapToInt(Integer::intValue).toArray();
    }
}
