/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The rows of a convolution: one per sample and output position, in blocks of whole lines of positions of one sample. */
final class ConvolutionRows implements Rows {
    private static final int BLOCK_VALUES = 1 << 21;

    private final ConvolutionShape shape;
    private final Patches patches;
    private final FloatBuffer x;
    private final FloatBuffer z;
    private final int samples;
    private final int linesPerBlock;
    private final int blocksPerSample;
    private final float[] plane;
    private final float[] row;

    ConvolutionRows(ConvolutionShape shape, INDArray x, INDArray z) {
        this.shape = shape;
        this.patches = shape.patches();
        this.x = Arrays32.buffer(x);
        this.z = Arrays32.buffer(z);
        this.samples = (int) x.size(0);
        int lineValues = shape.depth() * patches.outputWidth();
        this.linesPerBlock = Math.max(1, Math.min(patches.outputHeight(), BLOCK_VALUES / lineValues));
        this.blocksPerSample = (patches.outputHeight() + linesPerBlock - 1) / linesPerBlock;
        this.plane = new float[patches.pixels()];
        this.row = new float[linesPerBlock * patches.outputWidth()];
    }

    @Override
    public int groups() {
        return shape.groups();
    }

    @Override
    public int neurons() {
        return shape.groupOutputs();
    }

    @Override
    public int inputs() {
        return shape.depth();
    }

    @Override
    public int blocks() {
        return samples * blocksPerSample;
    }

    @Override
    public int capacity() {
        return linesPerBlock * patches.outputWidth();
    }

    @Override
    public int size(int block) {
        return (lastLine(block) - firstLine(block)) * patches.outputWidth();
    }

    @Override
    public void readInputs(int block, int group, float[] target) {
        int sample = block / blocksPerSample;
        int size = size(block);
        int firstChannel = (sample * shape.groups() + group) * shape.groupInputs();
        int offset = 0;
        for (int channel = 0; channel < shape.groupInputs(); channel++) {
            x.get((firstChannel + channel) * patches.pixels(), plane, 0, patches.pixels());
            for (int element = 0; element < patches.elements(); element++) {
                patches.gather(plane, element, firstLine(block), lastLine(block), row);
                System.arraycopy(row, 0, target, offset, size);
                offset += size;
            }
        }
    }

    @Override
    public void readOutputs(int block, int neuron, float[] target) {
        int sample = block / blocksPerSample;
        int channel = sample * shape.weights().dimension(0) + neuron;
        int start = channel * patches.positions() + firstLine(block) * patches.outputWidth();
        z.get(start, target, 0, size(block));
    }

    private int firstLine(int block) {
        return block % blocksPerSample * linesPerBlock;
    }

    private int lastLine(int block) {
        return Math.min(firstLine(block) + linesPerBlock, patches.outputHeight());
    }
}
