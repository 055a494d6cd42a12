/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.spi.Sums;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sums over samples, in blocks that stay in the first-level cache. One thread at a time. */
final class Nd4jSums implements Sums<INDArray> {
    private static final int BLOCK = 2048;
    private static final int SIGN = 1 << 31;

    private final Scratch scratch;

    Nd4jSums(Scratch scratch) {
        this.scratch = scratch;
    }

    @Override
    public Total weighted(INDArray array, double... weights) {
        FloatBuffer values = Arrays32.buffer(array);
        double[] sums = new double[(int) array.size(0)];
        int run = (int) array.length() / sums.length / weights.length;
        for (int i = 0; i < sums.length * weights.length; i++) {
            sums[i / weights.length] += weights[i % weights.length] * sum(values, i * run, run);
        }
        return Total.of(sums);
    }

    @Override
    public Total signed(INDArray array, INDArray signs) {
        FloatBuffer values = Arrays32.buffer(array);
        FloatBuffer z = Arrays32.buffer(signs);
        double[] sums = new double[(int) array.size(0)];
        int size = (int) array.length() / sums.length;
        for (int n = 0; n < sums.length; n++) {
            sums[n] = signed(values, z, n * size, size);
        }
        return Total.of(sums);
    }

    private double sum(FloatBuffer values, int from, int length) {
        float[] block = scratch.line(0, BLOCK);
        double sum = 0;
        for (int done = 0; done < length; done += BLOCK) {
            int count = Math.min(BLOCK, length - done);
            values.get(from + done, block, 0, count);
            for (int i = 0; i < count; i++) {
                sum += block[i];
            }
        }
        return sum;
    }

    /** Moves the sign bits instead of branching on signs, which nobody can foresee; adding 0 makes -0 positive. */
    private double signed(FloatBuffer values, FloatBuffer z, int from, int length) {
        float[] block = scratch.line(0, BLOCK);
        float[] signs = scratch.line(1, BLOCK);
        double sum = 0;
        for (int done = 0; done < length; done += BLOCK) {
            int count = Math.min(BLOCK, length - done);
            values.get(from + done, block, 0, count);
            z.get(from + done, signs, 0, count);
            for (int i = 0; i < count; i++) {
                int sign = Float.floatToRawIntBits(signs[i] + 0f) & SIGN;
                sum += Float.intBitsToFloat(Float.floatToRawIntBits(block[i]) ^ sign);
            }
        }
        return sum;
    }
}
