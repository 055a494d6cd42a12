/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import io.patternstream.engine.spi.LinearMap;
import java.nio.FloatBuffer;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernels over ND4J arrays: dense float32 in C order, images as {@code [N, C, H, W]}. Convolutions gather patches (im2col) and
 * multiply in ND4J's BLAS. One thread at a time.
 *
 * <p>Native memory: arrays lie in a workspace of these kernels, which every scope fills anew and {@link #close} frees; prepared
 * layers own their weights until they are closed.
 */
final class Nd4jKernels implements Kernels<INDArray> {
    static final String NAME = "nd4j";

    private final Workspace workspace = new Workspace();
    private final Scratch scratch = new Scratch();
    private final Elementwise elementwise = new Elementwise(scratch);
    private final Pooling pooling = new Pooling(scratch);
    private final Rearrangement rearrangement = new Rearrangement(scratch);
    private final Normalisation normalisation = new Normalisation(scratch);
    private boolean closed;

    Nd4jKernels() {
        BlasThreads.join();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Scope scope() {
        return workspace.open();
    }

    @Override
    public INDArray load(Tensor batch) {
        INDArray array = allocate(
                Arrays32.batchOf(batch.shape().dimension(0), batch.shape().inner()));
        Arrays32.buffer(array).put(0, batch.values(), 0, batch.shape().elementCount());
        return array;
    }

    @Override
    public INDArray load(Shape shape, double[] values) {
        INDArray array = allocate(Arrays32.batchOf(shape.dimension(0), shape.inner()));
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) values[i];
        }
        Arrays32.buffer(array).put(0, rounded);
        return array;
    }

    @Override
    public double[] values(INDArray array) {
        float[] floats = new float[(int) array.length()];
        Arrays32.buffer(array).get(0, floats);
        double[] values = new double[floats.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        return values;
    }

    @Override
    public Tensor store(INDArray array) {
        float[] values = new float[(int) array.length()];
        Arrays32.buffer(array).get(0, values);
        return Tensor.wrap(Arrays32.sample(array).batchOf((int) array.size(0)), values);
    }

    @Override
    public LinearKernel<INDArray> convolution(
            double[] weights, double[] bias, Shape shape, Window window, int groups, Shape input) {
        return new Nd4jConvolution(weights, bias, new ConvolutionShape(shape, window, groups, input), scratch);
    }

    @Override
    public LinearKernel<INDArray> dense(double[] weights, double[] bias, Shape shape) {
        return new Nd4jDense(weights, bias, shape);
    }

    @Override
    public INDArray maxPool(INDArray x, Window window) {
        workspace.requireOpen();
        return pooling.max(x, window);
    }

    @Override
    public INDArray maxPoolBackward(INDArray r, INDArray x, Window window) {
        workspace.requireOpen();
        return pooling.maxBackward(r, x, window);
    }

    @Override
    public INDArray averagePool(INDArray x, Window window, boolean countIncludePad) {
        workspace.requireOpen();
        return pooling.average(x, window, countIncludePad);
    }

    @Override
    public INDArray averagePoolBackward(INDArray r, Shape input, Window window, boolean countIncludePad) {
        workspace.requireOpen();
        return pooling.averageBackward(r, input, window, countIncludePad);
    }

    @Override
    public INDArray activate(INDArray x, Nonlinearity function) {
        workspace.requireOpen();
        return elementwise.activate(x, function);
    }

    @Override
    public INDArray activateBackward(INDArray r, INDArray x, Nonlinearity function) {
        workspace.requireOpen();
        return elementwise.activateBackward(r, x, function);
    }

    @Override
    public INDArray scale(INDArray x, double factor) {
        workspace.requireOpen();
        return elementwise.scale(x, (float) factor);
    }

    @Override
    public INDArray constant(INDArray like, double value) {
        workspace.requireOpen();
        return elementwise.constant(like, (float) value);
    }

    @Override
    public INDArray add(INDArray a, INDArray b) {
        workspace.requireOpen();
        return elementwise.add(a, b);
    }

    @Override
    public INDArray multiply(INDArray a, INDArray b) {
        workspace.requireOpen();
        return elementwise.multiply(a, b);
    }

    @Override
    public INDArray divide(INDArray r, INDArray z, double epsilon) {
        workspace.requireOpen();
        return elementwise.divide(r, z, (float) epsilon);
    }

    @Override
    public INDArray concat(List<INDArray> parts) {
        INDArray first = parts.get(0);
        long[] shape = first.shape().clone();
        shape[1] = parts.stream().mapToLong(part -> part.size(1)).sum();
        INDArray joined = allocate(shape);
        FloatBuffer target = Arrays32.buffer(joined);
        int offset = 0;
        for (int n = 0; n < shape[0]; n++) {
            for (INDArray part : parts) {
                int size = (int) (part.length() / shape[0]);
                target.put(offset, Arrays32.buffer(part), n * size, size);
                offset += size;
            }
        }
        return joined;
    }

    @Override
    public INDArray channels(INDArray x, int from, int count) {
        long[] shape = x.shape().clone();
        int channels = (int) shape[1];
        shape[1] = count;
        INDArray range = allocate(shape);
        FloatBuffer source = Arrays32.buffer(x);
        FloatBuffer target = Arrays32.buffer(range);
        int plane = (int) (x.length() / (shape[0] * channels));
        for (int n = 0; n < shape[0]; n++) {
            target.put(n * count * plane, source, (n * channels + from) * plane, count * plane);
        }
        return range;
    }

    @Override
    public INDArray reshape(INDArray x, Shape sample) {
        return x.reshape('c', Arrays32.batchOf(x.size(0), sample));
    }

    @Override
    public LinearMap<INDArray> affine(double[] scale, double[] shift, Shape input) {
        return new Nd4jAffine(scale, shift, input, workspace, scratch);
    }

    @Override
    public INDArray rearrange(INDArray x, IndexMap map) {
        workspace.requireOpen();
        return rearrangement.forward(x, map);
    }

    @Override
    public INDArray rearrangeBackward(INDArray r, IndexMap map) {
        workspace.requireOpen();
        return rearrangement.backward(r, map);
    }

    @Override
    public INDArray softmax(INDArray x, boolean log) {
        workspace.requireOpen();
        return normalisation.softmax(x, log);
    }

    @Override
    public INDArray softmaxBackward(INDArray r, INDArray y, boolean log) {
        workspace.requireOpen();
        return normalisation.softmaxBackward(r, y, log);
    }

    @Override
    public INDArray localResponseNorm(INDArray x, Operation.LocalResponseNorm norm) {
        workspace.requireOpen();
        return normalisation.localResponseNorm(x, norm);
    }

    @Override
    public INDArray localResponseNormBackward(INDArray r, INDArray x, Operation.LocalResponseNorm norm) {
        workspace.requireOpen();
        return normalisation.localResponseNormBackward(r, x, norm);
    }

    @Override
    public INDArray instanceNorm(INDArray x, double epsilon) {
        workspace.requireOpen();
        return normalisation.instanceNorm(x, epsilon);
    }

    @Override
    public INDArray instanceNormBackward(INDArray r, INDArray x, double epsilon) {
        workspace.requireOpen();
        return normalisation.instanceNormBackward(r, x, epsilon);
    }

    /** {@return bytes of native memory that scopes share} */
    long workspaceBytes() {
        return workspace.bytes();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            workspace.close();
            scratch.close();
            BlasThreads.leave();
        }
    }

    private INDArray allocate(long... dimensions) {
        workspace.requireOpen();
        return Arrays32.allocate(dimensions);
    }
}
