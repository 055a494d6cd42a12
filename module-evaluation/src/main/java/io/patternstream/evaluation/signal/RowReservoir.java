/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Keeps a bounded number of rows, each of those offered with equal chance (algorithm R, Vitter 1985). Mutable; one thread at a
 * time.
 */
final class RowReservoir {
    private static final int FIRST_ROWS = 64;

    private final int capacity;
    private final int inputs;
    private final int[] neurons;
    private final SplittableRandom random;
    private float[] x;
    private float[] z;
    private long offered;
    private int count;

    /**
     * Creates an empty one.
     *
     * @param capacity most rows
     * @param inputs values of one row
     * @param neurons whose answers are kept
     * @param random decides which rows stay
     */
    RowReservoir(int capacity, int inputs, int[] neurons, SplittableRandom random) {
        this.capacity = capacity;
        this.inputs = inputs;
        this.neurons = neurons;
        this.random = random;
        int rows = Math.min(capacity, FIRST_ROWS);
        this.x = new float[rows * inputs];
        this.z = new float[rows * neurons.length];
    }

    /** Offers row {@code row} of arrays of rows; {@code outputs} has the answers of all neurons of the layer. */
    void offer(float[] inputsOf, float[] outputs, int row, int allNeurons) {
        offered++;
        int place = count < capacity ? count : place();
        if (place < 0) {
            return;
        }
        if (place == count) {
            count++;
            grow();
        }
        System.arraycopy(inputsOf, row * inputs, x, place * inputs, inputs);
        for (int k = 0; k < neurons.length; k++) {
            z[place * neurons.length + k] = outputs[row * allNeurons + neurons[k]];
        }
    }

    /** {@return number of rows} */
    int count() {
        return count;
    }

    /** {@return values of one row} */
    int inputs() {
        return inputs;
    }

    /** One input of a row. */
    double x(int row, int input) {
        return x[row * inputs + input];
    }

    /** Whether the k-th kept neuron was active. */
    boolean active(int row, int k) {
        return z[row * neurons.length + k] > 0;
    }

    private int place() {
        long drawn = random.nextLong(offered);
        return drawn < capacity ? (int) drawn : -1;
    }

    private void grow() {
        if (count * inputs > x.length) {
            int rows = Math.min(capacity, 2 * (count - 1));
            x = Arrays.copyOf(x, rows * inputs);
            z = Arrays.copyOf(z, rows * neurons.length);
        }
    }
}
