/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import io.patternstream.engine.spi.LinearMap;
import io.patternstream.engine.spi.Moves;
import io.patternstream.engine.spi.Norms;
import io.patternstream.engine.spi.Pools;
import io.patternstream.engine.spi.Sums;
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
    private final Nd4jPools pools = new Nd4jPools(workspace, scratch);
    private final Nd4jMoves moves = new Nd4jMoves(workspace, scratch);
    private final Nd4jNorms norms = new Nd4jNorms(workspace, scratch);
    private final Nd4jSums sums = new Nd4jSums(scratch);
    private boolean closed;

    Nd4jKernels() {
        this(0);
    }

    /** With so many threads, for all kernels of the process; 0 for a share of them. */
    Nd4jKernels(int threads) {
        BlasThreads.join(threads);
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
            Coefficients coefficients, Shape shape, Window window, int groups, Shape input) {
        return new Nd4jConvolution(coefficients, new ConvolutionShape(shape, window, groups, input), scratch);
    }

    @Override
    public LinearKernel<INDArray> dense(Coefficients coefficients, Shape shape) {
        return new Nd4jDense(coefficients, shape);
    }

    @Override
    public Pools<INDArray> pools() {
        return pools;
    }

    @Override
    public Moves<INDArray> moves() {
        return moves;
    }

    @Override
    public Norms<INDArray> norms() {
        return norms;
    }

    @Override
    public Sums<INDArray> sums() {
        return sums;
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
    public LinearMap<INDArray> affine(double[] scale, double[] shift, Shape input) {
        return new Nd4jAffine(scale, shift, input, workspace, scratch);
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
