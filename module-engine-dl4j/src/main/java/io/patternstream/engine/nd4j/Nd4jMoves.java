/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.spi.Moves;
import java.nio.FloatBuffer;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Moves values; as an index map says, sample by sample on the heap. One thread at a time. */
final class Nd4jMoves implements Moves<INDArray> {
    private final Workspace workspace;
    private final Scratch scratch;

    Nd4jMoves(Workspace workspace, Scratch scratch) {
        this.workspace = workspace;
        this.scratch = scratch;
    }

    @Override
    public INDArray concat(List<INDArray> parts) {
        workspace.requireOpen();
        INDArray first = parts.get(0);
        long[] shape = first.shape().clone();
        shape[1] = parts.stream().mapToLong(part -> part.size(1)).sum();
        INDArray joined = Arrays32.allocate(shape);
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
        workspace.requireOpen();
        long[] shape = x.shape().clone();
        int channels = (int) shape[1];
        shape[1] = count;
        INDArray range = Arrays32.allocate(shape);
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
    public INDArray rearrange(INDArray x, IndexMap map) {
        workspace.requireOpen();
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
    @Override
    public INDArray rearrangeBackward(INDArray r, IndexMap map) {
        workspace.requireOpen();
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
