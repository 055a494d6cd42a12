/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.LinearKernel;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution as a matrix product per sample and group: {@code [O/g, D]} weights times {@code [D, P]} gathered patches, where D
 * is the number of weights of a neuron and P that of output positions. One thread at a time; owns the weights.
 */
final class Nd4jConvolution implements LinearKernel<INDArray> {
    private final ConvolutionShape shape;
    private final Patches patches;
    private final Scratch scratch;
    private final INDArray weights;
    private final float[] bias;

    Nd4jConvolution(Coefficients coefficients, ConvolutionShape shape, Scratch scratch) {
        this.shape = shape;
        this.patches = shape.patches();
        this.scratch = scratch;
        this.weights = Detached.floats(shape.weights().elementCount(), coefficients::weight);
        double[] bias = coefficients.bias();
        this.bias = new float[bias.length];
        for (int i = 0; i < bias.length; i++) {
            this.bias[i] = (float) bias[i];
        }
    }

    @Override
    public INDArray forward(INDArray x) {
        INDArray z = Arrays32.allocate(Arrays32.batchOf(x.size(0), shape.output()));
        spreadBias(z);
        Blas.Size size = Blas.Size.plain(shape.groupOutputs(), patches.positions(), shape.depth());
        for (int sample = 0; sample < x.size(0); sample++) {
            for (int group = 0; group < shape.groups(); group++) {
                INDArray columns = patches.pointwise() ? x : gather(x, sample, group);
                long start = patches.pointwise() ? inputStart(sample, group) : 0;
                Blas.multiply(
                        size,
                        Arrays32.pointer(weights, weightStart(group)),
                        Arrays32.pointer(columns, start),
                        1,
                        Arrays32.pointer(z, outputStart(sample, group)));
            }
        }
        return z;
    }

    @Override
    public INDArray transpose(INDArray r) {
        INDArray result = Arrays32.allocate(Arrays32.batchOf(r.size(0), shape.input()));
        Blas.Size size = new Blas.Size(shape.depth(), patches.positions(), shape.groupOutputs(), true, false);
        for (int sample = 0; sample < r.size(0); sample++) {
            for (int group = 0; group < shape.groups(); group++) {
                boolean direct = patches.pointwise();
                INDArray columns = direct ? result : scratch.matrix(columnElements());
                Blas.multiply(
                        size,
                        Arrays32.pointer(weights, weightStart(group)),
                        Arrays32.pointer(r, outputStart(sample, group)),
                        0,
                        Arrays32.pointer(columns, direct ? inputStart(sample, group) : 0));
                if (!direct) {
                    scatter(columns, result, inputStart(sample, group));
                }
            }
        }
        return result;
    }

    @Override
    public void moments(INDArray x, INDArray z, LayerId layer, ActivationTap tap) {
        try (BatchMoments moments = new BatchMoments(new ConvolutionRows(shape, x, z), layer)) {
            moments.report(tap);
        }
    }

    @Override
    public void close() {
        weights.close();
    }

    private INDArray gather(INDArray x, int sample, int group) {
        INDArray columns = scratch.matrix(columnElements());
        FloatBuffer source = Arrays32.buffer(x);
        FloatBuffer target = Arrays32.buffer(columns);
        float[] plane = scratch.line(0, patches.pixels());
        float[] row = scratch.line(1, patches.positions());
        int start = (int) inputStart(sample, group);
        int offset = 0;
        for (int channel = 0; channel < shape.groupInputs(); channel++) {
            source.get(start + channel * patches.pixels(), plane, 0, patches.pixels());
            for (int element = 0; element < patches.elements(); element++) {
                patches.gather(plane, element, 0, patches.outputHeight(), row);
                target.put(offset, row, 0, patches.positions());
                offset += patches.positions();
            }
        }
        return columns;
    }

    private void scatter(INDArray columns, INDArray result, long start) {
        FloatBuffer source = Arrays32.buffer(columns);
        FloatBuffer target = Arrays32.buffer(result);
        float[] plane = scratch.line(0, patches.pixels());
        float[] row = scratch.line(1, patches.positions());
        int offset = 0;
        for (int channel = 0; channel < shape.groupInputs(); channel++) {
            Arrays.fill(plane, 0, patches.pixels(), 0);
            for (int element = 0; element < patches.elements(); element++) {
                source.get(offset, row, 0, patches.positions());
                patches.scatter(row, element, plane);
                offset += patches.positions();
            }
            target.put((int) start + channel * patches.pixels(), plane, 0, patches.pixels());
        }
    }

    private void spreadBias(INDArray z) {
        FloatBuffer target = Arrays32.buffer(z);
        int positions = patches.positions();
        float[] row = scratch.line(1, positions);
        for (int neuron = 0; neuron < bias.length; neuron++) {
            Arrays.fill(row, 0, positions, bias[neuron]);
            for (int sample = 0; sample < z.size(0); sample++) {
                target.put((sample * bias.length + neuron) * positions, row, 0, positions);
            }
        }
    }

    private long columnElements() {
        return (long) shape.depth() * patches.positions();
    }

    private long weightStart(int group) {
        return (long) group * shape.groupOutputs() * shape.depth();
    }

    private long inputStart(int sample, int group) {
        return ((long) sample * shape.groups() + group) * shape.groupInputs() * patches.pixels();
    }

    private long outputStart(int sample, int group) {
        return ((long) sample * shape.groups() + group) * shape.groupOutputs() * patches.positions();
    }
}
