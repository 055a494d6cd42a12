/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.spi.LinearMap;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code scale * x + shift}, per channel or per element. One thread at a time; holds no native memory. */
final class Nd4jAffine implements LinearMap<INDArray> {
    private final double[] scale;
    private final double[] shift;
    private final int run;
    private final Workspace workspace;
    private final Scratch scratch;

    Nd4jAffine(double[] scale, double[] shift, Shape input, Workspace workspace, Scratch scratch) {
        this.scale = scale.clone();
        this.shift = shift.clone();
        this.run = input.elementCount() / Math.max(1, scale.length);
        this.workspace = workspace;
        this.scratch = scratch;
    }

    @Override
    public INDArray forward(INDArray x) {
        return apply(x, shift);
    }

    @Override
    public INDArray transpose(INDArray r) {
        return apply(r, new double[shift.length]);
    }

    @Override
    public void close() {}

    private INDArray apply(INDArray x, double[] added) {
        workspace.requireOpen();
        INDArray result = Arrays32.allocate(x.shape());
        FloatBuffer source = Arrays32.buffer(x);
        FloatBuffer target = Arrays32.buffer(result);
        int sample = run * scale.length;
        float[] line = scratch.line(0, sample);
        for (int n = 0; n < x.size(0); n++) {
            source.get(n * sample, line, 0, sample);
            for (int p = 0; p < scale.length; p++) {
                for (int i = p * run; i < (p + 1) * run; i++) {
                    line[i] = (float) (scale[p] * line[i] + added[p]);
                }
            }
            target.put(n * sample, line, 0, sample);
        }
        return result;
    }
}
