/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.LinearKernel;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A fully connected layer as one matrix product per batch. One thread at a time; owns the weights. */
final class Nd4jDense implements LinearKernel<INDArray> {
    private final int outputs;
    private final int inputs;
    private final INDArray weights;
    private final float[] bias;

    Nd4jDense(Coefficients coefficients, Shape shape) {
        this.outputs = shape.dimension(0);
        this.inputs = shape.dimension(1);
        this.weights = Detached.floats(shape.elementCount(), coefficients::weight);
        double[] bias = coefficients.bias();
        this.bias = new float[bias.length];
        for (int i = 0; i < bias.length; i++) {
            this.bias[i] = (float) bias[i];
        }
    }

    @Override
    public INDArray forward(INDArray x) {
        int samples = (int) x.size(0);
        INDArray z = Arrays32.allocate(samples, outputs);
        FloatBuffer target = Arrays32.buffer(z);
        for (int sample = 0; sample < samples; sample++) {
            target.put(sample * outputs, bias, 0, outputs);
        }
        Blas.multiply(
                new Blas.Size(samples, outputs, inputs, false, true),
                Arrays32.pointer(x, 0),
                Arrays32.pointer(weights, 0),
                1,
                Arrays32.pointer(z, 0));
        return z;
    }

    @Override
    public INDArray transpose(INDArray r) {
        int samples = (int) r.size(0);
        INDArray result = Arrays32.allocate(samples, inputs);
        Blas.multiply(
                Blas.Size.plain(samples, inputs, outputs),
                Arrays32.pointer(r, 0),
                Arrays32.pointer(weights, 0),
                0,
                Arrays32.pointer(result, 0));
        return result;
    }

    @Override
    public void moments(INDArray x, INDArray z, LayerId layer, ActivationTap tap) {
        try (BatchMoments moments = new BatchMoments(new DenseRows(x, z), layer)) {
            moments.report(tap);
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
