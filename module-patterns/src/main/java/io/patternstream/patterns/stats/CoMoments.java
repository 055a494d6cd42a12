/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns.stats;

import io.patternstream.api.pattern.LayerMoments;
import java.util.Arrays;

/**
 * Count, means, co-moment of x and y, and second moment of y, for each neuron of a layer; all float64 and centred on their
 * own means. Mutable; one thread at a time.
 *
 * <p>Two of them merge by the pairwise update of Chan, Golub and LeVeque (1979), for counts a and b, n = a + b:
 *
 * <pre>
 * mean = (a mean_a + b mean_b) / n
 * C    = C_a + C_b + (mean_xb - mean_xa)(mean_yb - mean_ya) a b / n
 * </pre>
 *
 * <p>Merging is commutative bit for bit, associative up to rounding (1e-12 of the sums' magnitude, tested with mean / sd up to
 * 1000), and an empty one is the identity.
 */
public final class CoMoments {
    private final int neurons;
    private final int inputs;
    private final long[] counts;
    private final double[] meanX;
    private final double[] meanY;
    private final double[] coMoment;
    private final double[] m2Y;

    private CoMoments(int neurons, int inputs) {
        this.neurons = neurons;
        this.inputs = inputs;
        this.counts = new long[neurons];
        this.meanX = new double[Math.multiplyExact(neurons, inputs)];
        this.meanY = new double[neurons];
        this.coMoment = new double[meanX.length];
        this.m2Y = new double[neurons];
    }

    /**
     * Creates an empty one.
     *
     * @param neurons number of neurons O
     * @param inputs number of inputs D of one neuron
     * @return statistics of no rows
     */
    public static CoMoments create(int neurons, int inputs) {
        return new CoMoments(neurons, inputs);
    }

    /**
     * Merges the statistics of other rows into this.
     *
     * @param other statistics of the same layer's neurons; unchanged
     * @return this
     */
    public CoMoments combine(CoMoments other) {
        return combine(other.inputs, other.counts, other.meanX, other.meanY, other.coMoment, other.m2Y);
    }

    /**
     * Merges what was observed on one batch into this.
     *
     * @param batch statistics of the same layer's neurons; only read
     * @return this
     */
    public CoMoments combine(LayerMoments batch) {
        return combine(batch.inputs(), batch.counts(), batch.meanX(), batch.meanY(), batch.coMoment(), batch.m2Y());
    }

    /**
     * Copies the statistics of one neuron.
     *
     * @param neuron from 0
     * @return statistics of a layer that has only this neuron
     */
    public CoMoments neuron(int neuron) {
        CoMoments one = new CoMoments(1, inputs);
        one.counts[0] = counts[neuron];
        one.meanY[0] = meanY[neuron];
        one.m2Y[0] = m2Y[neuron];
        System.arraycopy(meanX, neuron * inputs, one.meanX, 0, inputs);
        System.arraycopy(coMoment, neuron * inputs, one.coMoment, 0, inputs);
        return one;
    }

    /** {@return number of neurons O} */
    public int neurons() {
        return neurons;
    }

    /** {@return number of inputs D of one neuron} */
    public int inputs() {
        return inputs;
    }

    /**
     * Returns the number of rows.
     *
     * @param neuron from 0
     * @return rows of this neuron
     */
    public long count(int neuron) {
        return counts[neuron];
    }

    /**
     * Returns the mean of one input.
     *
     * @param neuron from 0
     * @param input from 0
     * @return 0 where there are no rows
     */
    public double meanX(int neuron, int input) {
        return meanX[neuron * inputs + input];
    }

    /**
     * Returns the mean pre-activation.
     *
     * @param neuron from 0
     * @return 0 where there are no rows
     */
    public double meanY(int neuron) {
        return meanY[neuron];
    }

    /**
     * Returns the sum over the rows of (x - mean x)(y - mean y).
     *
     * @param neuron from 0
     * @param input from 0
     * @return the co-moment
     */
    public double coMoment(int neuron, int input) {
        return coMoment[neuron * inputs + input];
    }

    /**
     * Returns the sum over the rows of (y - mean y)^2.
     *
     * @param neuron from 0
     * @return the second moment
     */
    public double m2Y(int neuron) {
        return m2Y[neuron];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CoMoments that
                && inputs == that.inputs
                && Arrays.equals(counts, that.counts)
                && Arrays.equals(meanX, that.meanX)
                && Arrays.equals(meanY, that.meanY)
                && Arrays.equals(coMoment, that.coMoment)
                && Arrays.equals(m2Y, that.m2Y);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(counts) + Arrays.hashCode(coMoment);
    }

    private CoMoments combine(
            int otherInputs, long[] otherCounts, double[] otherX, double[] otherY, double[] otherC, double[] otherM2) {
        if (otherCounts.length != neurons || otherInputs != inputs) {
            throw new IllegalArgumentException("statistics of " + otherCounts.length + " neurons with " + otherInputs
                    + " inputs cannot be merged into statistics of " + neurons + " neurons with " + inputs);
        }
        for (int o = 0; o < neurons; o++) {
            double a = counts[o];
            double b = otherCounts[o];
            if (b == 0) {
                continue;
            }
            double n = a + b;
            double weight = a * b / n;
            double deltaY = otherY[o] - meanY[o];
            for (int i = o * inputs; i < (o + 1) * inputs; i++) {
                double deltaX = otherX[i] - meanX[i];
                coMoment[i] = coMoment[i] + otherC[i] + deltaX * deltaY * weight;
                meanX[i] = mean(a, meanX[i], b, otherX[i]);
            }
            m2Y[o] = m2Y[o] + otherM2[o] + deltaY * deltaY * weight;
            meanY[o] = mean(a, meanY[o], b, otherY[o]);
            counts[o] += otherCounts[o];
        }
        return this;
    }

    /** Equal means stay as they are, so that a constant stays constant. */
    private static double mean(double a, double meanA, double b, double meanB) {
        return a == 0 || meanA == meanB ? meanB : (a * meanA + b * meanB) / (a + b);
    }
}
