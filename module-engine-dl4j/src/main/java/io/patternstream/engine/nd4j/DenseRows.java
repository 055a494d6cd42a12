/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The rows of a dense layer: one per sample, in blocks of a few samples. */
final class DenseRows implements Rows {
    private static final int BLOCK_VALUES = 1 << 21;

    private final FloatBuffer x;
    private final FloatBuffer z;
    private final int samples;
    private final int inputs;
    private final int neurons;
    private final int capacity;

    DenseRows(INDArray x, INDArray z) {
        this.x = Arrays32.buffer(x);
        this.z = Arrays32.buffer(z);
        this.samples = (int) x.size(0);
        this.inputs = (int) x.size(1);
        this.neurons = (int) z.size(1);
        this.capacity = Math.max(1, Math.min(samples, BLOCK_VALUES / inputs));
    }

    @Override
    public int groups() {
        return 1;
    }

    @Override
    public int neurons() {
        return neurons;
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public int blocks() {
        return (samples + capacity - 1) / capacity;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public int size(int block) {
        return Math.min(capacity, samples - block * capacity);
    }

    @Override
    public void readInputs(int block, int group, float[] target) {
        int size = size(block);
        for (int row = 0; row < size; row++) {
            int source = (block * capacity + row) * inputs;
            for (int input = 0; input < inputs; input++) {
                target[input * size + row] = x.get(source + input);
            }
        }
    }

    @Override
    public void readOutputs(int block, int neuron, float[] target) {
        for (int row = 0; row < size(block); row++) {
            target[row] = z.get((block * capacity + row) * neurons + neuron);
        }
    }
}
