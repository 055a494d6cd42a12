/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns.stats;

import io.patternstream.api.pattern.LayerMoments;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Count, means, co-moment of x and y, and second moment of y, for each neuron of a layer; all float64 and centred on their
 * own means. Mutable; one thread at a time. Rows that have faded count for a fraction each.
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
    /** A neuron that gets no rows fades no further than to this part of one: its patterns stay, and one row outweighs them. */
    private static final double LEAST_COUNT = 1e-6;

    private final double[] counts;
    private final double[] meanX;
    private final double[] meanY;
    private final double[] coMoment;
    private final double[] m2Y;

    private CoMoments(int neurons, int inputs) {
        this.neurons = neurons;
        this.inputs = inputs;
        this.counts = new double[neurons];
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

    /** Takes the arrays that statistics consist of. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes one array.
         *
         * @param name {@code count}, {@code mean_x}, {@code mean_y}, {@code co_moment} or {@code m2_y}
         * @param values {@code [O, D]} or {@code [O]}, C order; only to be read, and only during this call
         * @throws IOException if it cannot take them
         */
        void accept(String name, double... values) throws IOException;
    }

    /**
     * Hands out all that this consists of, in a fixed order; {@link #read} makes the same statistics of it, bit for bit.
     *
     * @param sink takes the arrays
     * @throws IOException what the sink throws
     */
    public void write(Sink sink) throws IOException {
        sink.accept("count", counts);
        sink.accept("mean_x", meanX);
        sink.accept("mean_y", meanY);
        sink.accept("co_moment", coMoment);
        sink.accept("m2_y", m2Y);
    }

    /**
     * Makes statistics of what {@link #write} handed out.
     *
     * @param neurons number of neurons O
     * @param inputs number of inputs D of one neuron
     * @param arrays gives an array by its name; it is copied
     * @return the statistics
     * @throws IllegalArgumentException if an array has another length, is not finite, or cannot be what its name says
     */
    public static CoMoments read(int neurons, int inputs, Function<String, double[]> arrays) {
        CoMoments read = new CoMoments(neurons, inputs);
        copy("count", arrays, read.counts);
        for (double count : read.counts) {
            if (count < 0) {
                throw new IllegalArgumentException("count holds " + count + ", which is no number of rows");
            }
        }
        copy("mean_x", arrays, read.meanX);
        copy("mean_y", arrays, read.meanY);
        copy("co_moment", arrays, read.coMoment);
        copy("m2_y", arrays, read.m2Y);
        return read;
    }

    private static void copy(String name, Function<String, double[]> arrays, double... target) {
        double[] values = arrays.apply(name);
        if (values.length != target.length) {
            throw new IllegalArgumentException(name + " has " + values.length + " values instead of " + target.length);
        }
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(name + " holds " + value);
            }
        }
        System.arraycopy(values, 0, target, 0, target.length);
    }

    /**
     * Merges the statistics of other rows into this.
     *
     * @param other statistics of the same layer's neurons; unchanged
     * @return this
     */
    public CoMoments combine(CoMoments other) {
        if (other.neurons != neurons) {
            throw misfit(0, other.neurons, other.inputs);
        }
        return combine(0, other.inputs, other.counts, other.meanX, other.meanY, other.coMoment, other.m2Y);
    }

    /**
     * Merges what was observed on one batch into this.
     *
     * @param batch statistics of neurons of the same layer; only read
     * @return this
     */
    public CoMoments combine(LayerMoments batch) {
        return combine(
                batch.first(),
                batch.inputs(),
                Arrays.stream(batch.counts()).asDoubleStream().toArray(),
                batch.meanX(),
                batch.meanY(),
                batch.coMoment(),
                batch.m2Y());
    }

    /**
     * Lets all rows count less: sums over rows shrink, means and ratios of sums stay. A neuron whose rows count for less than a
     * millionth of one in all stays as it is.
     *
     * @param factor 0 to 1
     */
    public void fade(double factor) {
        for (int o = 0; o < neurons; o++) {
            if (counts[o] * factor < LEAST_COUNT) {
                continue;
            }
            counts[o] *= factor;
            m2Y[o] *= factor;
            for (int i = o * inputs; i < (o + 1) * inputs; i++) {
                coMoment[i] *= factor;
            }
        }
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
     * @return rows of this neuron; a fraction each where they have faded
     */
    public double count(int neuron) {
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

    @SuppressWarnings("checkstyle:ParameterNumber") // the seven parts of one value
    private CoMoments combine(
            int first,
            int otherInputs,
            double[] otherCounts,
            double[] otherX,
            double[] otherY,
            double[] otherC,
            double[] otherM2) {
        if (first < 0 || first + otherCounts.length > neurons || otherInputs != inputs) {
            throw misfit(first, otherCounts.length, otherInputs);
        }
        for (int k = 0; k < otherCounts.length; k++) {
            int o = first + k;
            double a = counts[o];
            double b = otherCounts[k];
            if (b == 0) {
                continue;
            }
            double weight = a * b / (a + b);
            double deltaY = otherY[k] - meanY[o];
            int from = k * inputs;
            int to = o * inputs;
            for (int i = 0; i < inputs; i++) {
                double x = otherX[from + i];
                double deltaX = x - meanX[to + i];
                coMoment[to + i] = coMoment[to + i] + otherC[from + i] + deltaX * deltaY * weight;
                meanX[to + i] = mean(a, meanX[to + i], b, x);
            }
            m2Y[o] = m2Y[o] + otherM2[k] + deltaY * deltaY * weight;
            meanY[o] = mean(a, meanY[o], b, otherY[k]);
            counts[o] += otherCounts[k];
        }
        return this;
    }

    private IllegalArgumentException misfit(int first, int otherNeurons, int otherInputs) {
        return new IllegalArgumentException("statistics of neurons " + first + " to " + (first + otherNeurons - 1)
                + " with " + otherInputs + " inputs cannot be merged into statistics of " + neurons + " neurons with "
                + inputs);
    }

    /** Equal means stay as they are, so that a constant stays constant. */
    private static double mean(double a, double meanA, double b, double meanB) {
        return a == 0 || meanA == meanB ? meanB : (a * meanA + b * meanB) / (a + b);
    }
}
