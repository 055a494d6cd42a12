/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.engine.program.LinearLayer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns float32 sums over shifted rows into statistics in float64.
 *
 * <p>Over the n rows of one sign, with outputs {@code e = y - c} and inputs {@code u = x - s} that are 0 in the padding, the
 * backward passes give D = sum u and P = sum e u, and, only where s is not 0 and there is padding, K and L, the number of rows
 * and the sum of e over the rows whose input lies inside the image. Then x = u + s inside and 0 outside, so that
 *
 * <pre>
 * mean x    = (D + s K) / n
 * co-moment = P - D (sum e) / n + s (L - K (sum e) / n)
 * M2 y      = sum e^2 - (sum e)^2 / n         where that was summed, else
 *           = w . co-moment,                  since y = w . x + b
 * </pre>
 *
 * (Chan, Golub and LeVeque 1983, with shifted data.)
 */
final class MomentsReport {
    private static final int MOST_WEIGHTS = 1 << 15;

    private final LinearLayer layer;
    private final LayerId name;
    private final Centring centring;
    private final Supplier<ActivationTap> tap;
    private final int inputs;
    private final int taps;
    private final int channels;
    private final int neuronsOfGroup;
    private final int most;
    private final Scratch whole;
    private @Nullable Scratch rest;
    private final float[] inputSums;
    private final float[] products;
    private final double[] weights;

    MomentsReport(LinearLayer layer, LayerId name, Centring centring, Supplier<ActivationTap> tap) {
        this.layer = layer;
        this.name = name;
        this.centring = centring;
        this.tap = tap;
        this.inputs = layer.shape().inner().elementCount();
        this.channels = layer.shape().dimension(1);
        this.taps = inputs / channels;
        this.neuronsOfGroup = layer.shape().dimension(0) / layer.groups();
        this.most = Math.max(1, Math.min(layer.shape().dimension(0), MOST_WEIGHTS / inputs));
        this.whole = new Scratch(most, inputs);
        this.inputSums = new float[inputs];
        this.products = new float[inputs];
        this.weights = new double[inputs];
    }

    /**
     * What was summed over the rows of one sign, for neurons that lie side by side.
     *
     * @param first the first neuron
     * @param count of neurons
     * @param distance from a neuron's values in D and P to the next one's
     * @param inputs D, {@code [count, distance]}
     * @param products P, likewise
     * @param rows number of rows, one per neuron of the layer
     * @param outputs sums of e, one per neuron of the layer
     * @param squares sums of e^2, likewise; null where M2 comes from the co-moments
     * @param border null where there is no padding
     */
    record Sums(
            int first,
            int count,
            int distance,
            Floats inputs,
            Floats products,
            Floats rows,
            Floats outputs,
            @Nullable Floats squares,
            @Nullable Border border) {}

    /**
     * Sums over the rows whose input lies inside the image; computed only where inputs are shifted.
     *
     * @param rows K, one per neuron and position of the kernel
     * @param outputs L, likewise
     */
    record Border(Floats rows, Floats outputs) {}

    /** Reports. */
    void run(boolean positive, Sums sums) {
        for (int first = 0; first < sums.count; first += most) {
            int count = Math.min(most, sums.count - first);
            Scratch scratch = count == most ? whole : rest(count);
            for (int k = 0; k < count; k++) {
                neuron(positive, sums, first + k, scratch, k);
            }
            tap.get()
                    .accept(new LayerMoments(
                            name,
                            positive,
                            sums.first + first,
                            scratch.counts,
                            scratch.meanX,
                            scratch.meanY,
                            scratch.coMoment,
                            scratch.m2Y));
        }
    }

    private void neuron(boolean positive, Sums sums, int index, Scratch target, int k) {
        int neuron = sums.first + index;
        double n = Math.rint(sums.rows.get().get(neuron));
        double shiftedY = n == 0 ? 0 : sums.outputs.get().get(neuron) / n;
        sums.inputs.get().get(index * sums.distance, inputSums);
        sums.products.get().get(index * sums.distance, products);
        int from = k * inputs;
        double each = n == 0 ? 0 : 1 / n;
        for (int i = 0; i < inputs; i++) {
            double sum = inputSums[i];
            target.meanX[from + i] = sum * each;
            target.coMoment[from + i] = products[i] - sum * shiftedY;
        }
        if (centring.isShifted() && n > 0) {
            unshift(sums, neuron, n, target, from);
        }
        target.counts[k] = (long) n;
        target.meanY[k] = n == 0 ? 0 : centring.centre(positive, neuron) + shiftedY;
        target.m2Y[k] = Math.max(0, squares(sums, neuron, n, target.coMoment, from));
    }

    private double squares(Sums sums, int neuron, double n, double[] coMoment, int from) {
        if (n == 0) {
            return 0;
        }
        if (sums.squares != null) {
            double outputs = sums.outputs.get().get(neuron);
            return sums.squares.get().get(neuron) - outputs * outputs / n;
        }
        layer.coefficients().weights(neuron * inputs, weights);
        return product(weights, coMoment, from);
    }

    /** In four sums side by side, which do not wait for each other. */
    private static double product(double[] a, double[] b, int from) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int whole = a.length / 4 * 4;
        for (int i = 0; i < whole; i += 4) {
            first += a[i] * b[from + i];
            second += a[i + 1] * b[from + i + 1];
            third += a[i + 2] * b[from + i + 2];
            fourth += a[i + 3] * b[from + i + 3];
        }
        for (int i = whole; i < a.length; i++) {
            first += a[i] * b[from + i];
        }
        return first + second + (third + fourth);
    }

    private void unshift(Sums sums, int neuron, double n, Scratch target, int from) {
        int firstChannel = neuron / neuronsOfGroup * channels;
        double outputs = sums.outputs.get().get(neuron);
        for (int position = 0; position < taps; position++) {
            Border border = sums.border;
            double rows = border == null ? n : border.rows.get().get(neuron * taps + position);
            // where no row has padding, two roundings of one sum must not differ by anything that the shift multiplies
            double inside =
                    border == null || rows == n ? outputs : border.outputs.get().get(neuron * taps + position);
            for (int channel = 0; channel < channels; channel++) {
                double shift = centring.shift(firstChannel + channel);
                int i = from + channel * taps + position;
                target.meanX[i] += shift * rows / n;
                target.coMoment[i] += shift * (inside - rows * outputs / n);
            }
        }
    }

    private Scratch rest(int count) {
        Scratch known = rest;
        if (known == null || known.counts.length != count) {
            known = new Scratch(count, inputs);
            rest = known;
        }
        return known;
    }

    private static final class Scratch {
        private final long[] counts;
        private final double[] meanX;
        private final double[] meanY;
        private final double[] coMoment;
        private final double[] m2Y;

        Scratch(int neurons, int inputs) {
            counts = new long[neurons];
            meanX = new double[neurons * inputs];
            meanY = new double[neurons];
            coMoment = new double[neurons * inputs];
            m2Y = new double[neurons];
        }
    }
}
