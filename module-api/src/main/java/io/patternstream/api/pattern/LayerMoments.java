/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import io.patternstream.api.model.LayerId;

/**
 * The statistics of one batch for neurons of one layer over the rows of one sign: per neuron the count, means and centred sums of its
 * inputs x and pre-activation y (bias included). A row is a sample of a dense layer, or a sample and output position of a
 * convolution, where padding counts as zeros.
 *
 * <p>All sums are float64 and centred on the rows' own means, so that merging by Chan's formula loses nothing. The arrays
 * belong to the {@link ActivationSource}, which reuses them: they are valid, and only for reading, during
 * {@link ActivationTap#accept}.
 */
public final class LayerMoments {
    private final LayerId layer;
    private final boolean positive;
    private final int first;
    private final int inputs;
    private final long[] counts;
    private final double[] meanX;
    private final double[] meanY;
    private final double[] coMoment;
    private final double[] m2Y;

    /**
     * Wraps the arrays of all neurons without copying.
     *
     * @param layer the layer
     * @param positive true for the rows with {@code y > 0}, false for the rows with {@code y <= 0}
     * @param counts rows per neuron, {@code [O]}
     * @param meanX mean of each input, {@code [O, D]}; 0 where a neuron has no rows
     * @param meanY mean pre-activation, {@code [O]}; 0 where a neuron has no rows
     * @param coMoment {@code [O, D]}: sum over the rows of (x - mean x)(y - mean y)
     * @param m2Y {@code [O]}: sum over the rows of (y - mean y)^2
     */
    @SuppressWarnings("checkstyle:ParameterNumber") // the seven parts of one value
    public LayerMoments(
            LayerId layer,
            boolean positive,
            long[] counts,
            double[] meanX,
            double[] meanY,
            double[] coMoment,
            double[] m2Y) {
        this(layer, positive, 0, counts, meanX, meanY, coMoment, m2Y);
    }

    /**
     * Wraps the arrays of some neurons without copying.
     *
     * @param layer the layer
     * @param positive true for the rows with {@code y > 0}, false for the rows with {@code y <= 0}
     * @param first position in the layer of the first of O neurons that lie side by side
     * @param counts rows per neuron, {@code [O]}
     * @param meanX mean of each input, {@code [O, D]}; 0 where a neuron has no rows
     * @param meanY mean pre-activation, {@code [O]}; 0 where a neuron has no rows
     * @param coMoment {@code [O, D]}: sum over the rows of (x - mean x)(y - mean y)
     * @param m2Y {@code [O]}: sum over the rows of (y - mean y)^2
     */
    @SuppressWarnings("checkstyle:ParameterNumber") // the eight parts of one value
    public LayerMoments(
            LayerId layer,
            boolean positive,
            int first,
            long[] counts,
            double[] meanX,
            double[] meanY,
            double[] coMoment,
            double[] m2Y) {
        int neurons = counts.length;
        if (meanY.length != neurons
                || m2Y.length != neurons
                || meanX.length != coMoment.length
                || meanX.length % Math.max(neurons, 1) != 0) {
            throw new IllegalArgumentException("moments of layer " + layer + " have unequal lengths");
        }
        this.layer = layer;
        this.positive = positive;
        this.first = first;
        this.inputs = neurons == 0 ? 0 : meanX.length / neurons;
        this.counts = counts;
        this.meanX = meanX;
        this.meanY = meanY;
        this.coMoment = coMoment;
        this.m2Y = m2Y;
    }

    /** {@return the layer} */
    public LayerId layer() {
        return layer;
    }

    /** {@return true for the rows with {@code y > 0}, false for the rows with {@code y <= 0}} */
    public boolean positive() {
        return positive;
    }

    /** {@return position in the layer of the first neuron} */
    public int first() {
        return first;
    }

    /** {@return number of neurons O from the first on} */
    public int neurons() {
        return counts.length;
    }

    /** {@return number of inputs D of one neuron} */
    public int inputs() {
        return inputs;
    }

    /** {@return rows per neuron, {@code [O]}, not copied} */
    public long[] counts() {
        return counts;
    }

    /** {@return mean of each input, {@code [O, D]}, not copied} */
    public double[] meanX() {
        return meanX;
    }

    /** {@return mean pre-activation, {@code [O]}, not copied} */
    public double[] meanY() {
        return meanY;
    }

    /** {@return sums of (x - mean x)(y - mean y), {@code [O, D]}, not copied} */
    public double[] coMoment() {
        return coMoment;
    }

    /** {@return sums of (y - mean y)^2, {@code [O]}, not copied} */
    public double[] m2Y() {
        return m2Y;
    }
}
