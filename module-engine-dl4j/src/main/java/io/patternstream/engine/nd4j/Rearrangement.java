/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.graph.IndexMap;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Moves values as an index map says, sample by sample on the heap. One thread at a time. */
final class Rearrangement {
    private final Scratch scratch;

    Rearrangement(Scratch scratch) {
        this.scratch = scratch;
    }

    INDArray forward(INDArray x, IndexMap map) {
        int from = map.input().elementCount();
        int to = map.output().elementCount();
        INDArray result = Arrays32.allocate(Arrays32.batchOf(x.size(0), map.output()));
        FloatBuffer source = Arrays32.buffer(x);
        FloatBuffer target = Arrays32.buffer(result);
        float[] input = scratch.line(0, from);
        float[] output = scratch.line(1, to);
        float fill = (float) map.fill();
        for (int n = 0; n < x.size(0); n++) {
            source.get(n * from, input, 0, from);
            for (int i = 0; i < to; i++) {
                int position = map.source(i);
                output[i] = position == IndexMap.FILL ? fill : input[position];
            }
            target.put(n * to, output, 0, to);
        }
        return result;
    }

    /** Adds up in float64: a broadcast value can have come from many places. */
    INDArray backward(INDArray r, IndexMap map) {
        int from = map.input().elementCount();
        int to = map.output().elementCount();
        INDArray result = Arrays32.allocate(Arrays32.batchOf(r.size(0), map.input()));
        FloatBuffer source = Arrays32.buffer(r);
        FloatBuffer target = Arrays32.buffer(result);
        float[] output = scratch.line(0, to);
        float[] input = scratch.line(1, from);
        for (int n = 0; n < r.size(0); n++) {
            source.get(n * to, output, 0, to);
            double[] sums = new double[from];
            for (int i = 0; i < to; i++) {
                int position = map.source(i);
                if (position != IndexMap.FILL) {
                    sums[position] += output[i];
                }
            }
            for (int i = 0; i < from; i++) {
                input[i] = (float) sums[i];
            }
            target.put(n * from, input, 0, from);
        }
        return result;
    }
}
