/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.spi.Sums;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sums over samples. One thread at a time. */
final class Nd4jSums implements Sums<INDArray> {
    @Override
    public double[] weighted(INDArray array, double... weights) {
        FloatBuffer values = Arrays32.buffer(array);
        double[] sums = new double[(int) array.size(0)];
        int run = (int) array.length() / sums.length / weights.length;
        int position = 0;
        for (int n = 0; n < sums.length; n++) {
            for (double weight : weights) {
                double sum = 0;
                for (int end = position + run; position < end; position++) {
                    sum += values.get(position);
                }
                sums[n] += weight * sum;
            }
        }
        return sums;
    }

    @Override
    public double[] signed(INDArray array, INDArray signs) {
        FloatBuffer values = Arrays32.buffer(array);
        FloatBuffer z = Arrays32.buffer(signs);
        double[] sums = new double[(int) array.size(0)];
        int size = (int) array.length() / sums.length;
        int position = 0;
        for (int n = 0; n < sums.length; n++) {
            double sum = 0;
            for (int end = position + size; position < end; position++) {
                float value = values.get(position);
                sum += z.get(position) >= 0 ? value : -value;
            }
            sums[n] = sum;
        }
        return sums;
    }
}
