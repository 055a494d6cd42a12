/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Pools;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pools, channel by channel on the heap. One thread at a time. */
final class Nd4jPools implements Pools<INDArray> {
    private final Workspace workspace;
    private final Scratch scratch;

    Nd4jPools(Workspace workspace, Scratch scratch) {
        this.workspace = workspace;
        this.scratch = scratch;
    }

    @Override
    public INDArray max(INDArray x, Window window) {
        workspace.requireOpen();
        Planes planes = Planes.of(window, Arrays32.sample(x), (int) x.size(0));
        INDArray result = planes.outputs();
        FloatBuffer source = Arrays32.buffer(x);
        FloatBuffer target = Arrays32.buffer(result);
        float[] input = scratch.line(0, planes.pixels());
        float[] output = scratch.line(1, planes.positions());
        for (int plane = 0; plane < planes.count(); plane++) {
            source.get(plane * planes.pixels(), input, 0, planes.pixels());
            for (int position = 0; position < planes.positions(); position++) {
                int winner = planes.winner(input, position);
                output[position] = winner < 0 ? Float.NEGATIVE_INFINITY : input[winner];
            }
            target.put(plane * planes.positions(), output, 0, planes.positions());
        }
        return result;
    }

    @Override
    public INDArray maxBackward(INDArray r, INDArray x, Window window) {
        workspace.requireOpen();
        Planes planes = Planes.of(window, Arrays32.sample(x), (int) x.size(0));
        INDArray result = planes.inputs();
        FloatBuffer source = Arrays32.buffer(x);
        FloatBuffer arriving = Arrays32.buffer(r);
        FloatBuffer target = Arrays32.buffer(result);
        float[] input = scratch.line(0, planes.pixels());
        float[] output = scratch.line(1, planes.positions());
        float[] spread = scratch.line(2, planes.pixels());
        for (int plane = 0; plane < planes.count(); plane++) {
            source.get(plane * planes.pixels(), input, 0, planes.pixels());
            arriving.get(plane * planes.positions(), output, 0, planes.positions());
            Arrays.fill(spread, 0, planes.pixels(), 0);
            for (int position = 0; position < planes.positions(); position++) {
                int winner = planes.winner(input, position);
                if (winner >= 0) {
                    spread[winner] += output[position];
                }
            }
            target.put(plane * planes.pixels(), spread, 0, planes.pixels());
        }
        return result;
    }

    @Override
    public INDArray average(INDArray x, Window window, boolean countIncludePad) {
        workspace.requireOpen();
        Planes planes = Planes.of(window, Arrays32.sample(x), (int) x.size(0));
        INDArray result = planes.outputs();
        FloatBuffer source = Arrays32.buffer(x);
        FloatBuffer target = Arrays32.buffer(result);
        float[] shares = planes.shares(countIncludePad);
        float[] input = scratch.line(0, planes.pixels());
        float[] row = scratch.line(1, planes.positions());
        float[] output = scratch.line(2, planes.positions());
        for (int plane = 0; plane < planes.count(); plane++) {
            source.get(plane * planes.pixels(), input, 0, planes.pixels());
            Arrays.fill(output, 0, planes.positions(), 0);
            for (int element = 0; element < planes.patches().elements(); element++) {
                planes.patches().gather(input, element, 0, planes.patches().outputHeight(), row);
                for (int i = 0; i < planes.positions(); i++) {
                    output[i] += row[i];
                }
            }
            for (int i = 0; i < planes.positions(); i++) {
                output[i] *= shares[i];
            }
            target.put(plane * planes.positions(), output, 0, planes.positions());
        }
        return result;
    }

    @Override
    public INDArray averageBackward(INDArray r, Shape sample, Window window, boolean countIncludePad) {
        workspace.requireOpen();
        Planes planes = Planes.of(window, sample, (int) r.size(0));
        INDArray result = planes.inputs();
        FloatBuffer arriving = Arrays32.buffer(r);
        FloatBuffer target = Arrays32.buffer(result);
        float[] shares = planes.shares(countIncludePad);
        float[] output = scratch.line(0, planes.positions());
        float[] spread = scratch.line(1, planes.pixels());
        for (int plane = 0; plane < planes.count(); plane++) {
            arriving.get(plane * planes.positions(), output, 0, planes.positions());
            for (int i = 0; i < planes.positions(); i++) {
                output[i] *= shares[i];
            }
            Arrays.fill(spread, 0, planes.pixels(), 0);
            for (int element = 0; element < planes.patches().elements(); element++) {
                planes.patches().scatter(output, element, spread);
            }
            target.put(plane * planes.pixels(), spread, 0, planes.pixels());
        }
        return result;
    }
}
