/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import io.patternstream.api.model.LayerId;

/**
 * Rows of one layer: what it reads at some positions of some images, and what its neurons answer there. Holds arrays of its
 * maker, which are not copied; immutable otherwise, so it may be read by any thread.
 *
 * <p>The input of a row is the patch under the layer's kernel with all input channels, {@code [C, kH, kW]} in C order, zeros
 * where the patch reaches into the padding; of a dense layer it is the layer's input. A neuron of group g of G reads the g-th
 * of G equal parts of it.
 */
public final class LayerRows {
    private final LayerId layer;
    private final int[] images;
    private final int inputs;
    private final int neurons;
    private final float[] x;
    private final float[] z;

    /**
     * Wraps the arrays without copying.
     *
     * @param layer the layer
     * @param images for each row the position of its image in the batch
     * @param x inputs, {@code [rows, D]}
     * @param z pre-activations with bias, {@code [rows, O]}
     */
    public LayerRows(LayerId layer, int[] images, float[] x, float[] z) {
        int rows = images.length;
        if (rows == 0 || x.length % rows != 0 || z.length % rows != 0) {
            throw new IllegalArgumentException("rows of layer " + layer + ": " + rows + " rows of " + x.length
                    + " inputs and " + z.length + " outputs in all, which do not divide");
        }
        this.layer = layer;
        this.images = images;
        this.inputs = x.length / rows;
        this.neurons = z.length / rows;
        this.x = x;
        this.z = z;
    }

    /** {@return the layer} */
    public LayerId layer() {
        return layer;
    }

    /** {@return number of rows} */
    public int count() {
        return images.length;
    }

    /** {@return number of inputs D of a row, of all groups} */
    public int inputs() {
        return inputs;
    }

    /** {@return number of neurons O} */
    public int neurons() {
        return neurons;
    }

    /**
     * Tells where a row comes from.
     *
     * @param row from 0
     * @return position of its image in the batch
     */
    public int image(int row) {
        return images[row];
    }

    /** {@return inputs, {@code [rows, D]}, not copied} */
    public float[] x() {
        return x;
    }

    /** {@return pre-activations with bias, {@code [rows, O]}, not copied} */
    public float[] z() {
        return z;
    }
}
