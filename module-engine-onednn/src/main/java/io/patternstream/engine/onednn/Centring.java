/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import java.nio.FloatBuffer;

/**
 * What a layer's rows are shifted by before they are summed in float32, found from some rows of the batch, and from nothing else,
 * so that equal batches give equal sums.
 *
 * <p>Outputs are shifted by their mean over the rows of their sign, always: it costs nothing. Inputs are shifted per channel,
 * but only where their means exceed their deviations so much that float32 products would feel it; after a ReLU they hardly
 * ever do. Any shift is exact; one far from the mean costs digits, which is why a few rows are enough to find it. Values that
 * do not vary are shifted by themselves, so that their sums are exactly 0.
 */
final class Centring {
    /** Rounding of sums of inputs is this times larger than that of their deviations, at most, before they are shifted. */
    private static final double LARGEST_RATIO = 32;

    private static final int ROWS = 64;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private final float[] shift;
    private final float[][] centre;
    /** Where the rows that are looked at lie. */
    private final int[] places = new int[ROWS];

    private final double[] values = new double[ROWS];
    private boolean shifted;

    Centring(int channels, int neurons) {
        this.shift = new float[channels];
        this.centre = new float[2][neurons];
    }

    /** {@return whether the inputs of this batch are shifted} */
    boolean isShifted() {
        return shifted;
    }

    /** {@return the shift of a channel of the inputs} */
    double shift(int channel) {
        return shifted ? shift[channel] : 0;
    }

    /** {@return the shift of a neuron's outputs of one sign} */
    double centre(boolean positive, int neuron) {
        return centre[positive ? 0 : 1][neuron];
    }

    /** Looks at a batch. */
    void find(Channels x, Channels z) {
        double largestMean = 0;
        double largestDeviation = 0;
        FloatBuffer inputs = x.values();
        places(x);
        for (int channel = 0; channel < shift.length; channel++) {
            int offset = x.offset(channel);
            double sum = 0;
            for (int row = 0; row < ROWS; row++) {
                values[row] = inputs.get(places[row] + offset);
                sum += values[row];
            }
            double mean = sum / ROWS;
            double squares = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            shift[channel] = (float) mean;
            largestMean = Math.max(largestMean, Math.abs(mean));
            largestDeviation = Math.max(largestDeviation, Math.sqrt(squares / ROWS));
        }
        shifted = largestMean > LARGEST_RATIO * largestDeviation;
        places(z);
        for (int neuron = 0; neuron < centre[0].length; neuron++) {
            findCentre(z, neuron);
        }
    }

    /** Copies the shift of the inputs to where primitives read it. */
    void writeShift(FloatBuffer target) {
        target.put(0, shift);
    }

    /** Copies the shift of outputs to where primitives read it. */
    void writeCentre(boolean positive, FloatBuffer target) {
        target.put(0, centre[positive ? 0 : 1]);
    }

    private void findCentre(Channels z, int neuron) {
        double[] sums = new double[2];
        int[] counts = new int[2];
        FloatBuffer outputs = z.values();
        int offset = z.offset(neuron);
        for (int row = 0; row < ROWS; row++) {
            float value = outputs.get(places[row] + offset);
            int sign = value > 0 ? 0 : 1;
            sums[sign] += value;
            counts[sign]++;
        }
        for (int sign = 0; sign < 2; sign++) {
            centre[sign][neuron] = counts[sign] == 0 ? 0 : (float) (sums[sign] / counts[sign]);
        }
    }

    /** Rows far apart, in no step with lines or images. */
    private void places(Channels channels) {
        for (int row = 0; row < ROWS; row++) {
            double fraction = row * GOLDEN;
            places[row] = channels.place((long) ((fraction - Math.floor(fraction)) * channels.positions()));
        }
    }
}
