/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Pools;

/** Pools, window by window. */
final class ReferencePools implements Pools<ReferenceArray> {
    @Override
    public ReferenceArray max(ReferenceArray x, Window window) {
        PoolWalk walk = new PoolWalk(x.sample(), window);
        double[] result = new double[walk.output().batchOf(x.samples()).elementCount()];
        walk.each(x.samples(), (output, covered) -> result[output] = x.values()[covered.largest(x.values())]);
        return new ReferenceArray(walk.output().batchOf(x.samples()), result);
    }

    @Override
    public ReferenceArray maxBackward(ReferenceArray r, ReferenceArray x, Window window) {
        double[] result = new double[x.values().length];
        PoolWalk walk = new PoolWalk(x.sample(), window);
        walk.each(x.samples(), (output, covered) -> result[covered.largest(x.values())] += r.values()[output]);
        return new ReferenceArray(x.shape(), result);
    }

    @Override
    public ReferenceArray average(ReferenceArray x, Window window, boolean countIncludePad) {
        PoolWalk walk = new PoolWalk(x.sample(), window);
        double[] result = new double[walk.output().batchOf(x.samples()).elementCount()];
        walk.each(x.samples(), (output, covered) -> {
            double sum = 0;
            for (int i = 0; i < covered.size(); i++) {
                sum += x.values()[covered.at(i)];
            }
            result[output] = sum / divisor(window, countIncludePad, covered);
        });
        return new ReferenceArray(walk.output().batchOf(x.samples()), result);
    }

    @Override
    public ReferenceArray averageBackward(ReferenceArray r, Shape input, Window window, boolean countIncludePad) {
        double[] result = new double[input.batchOf(r.samples()).elementCount()];
        new PoolWalk(input, window).each(r.samples(), (output, covered) -> {
            for (int i = 0; i < covered.size(); i++) {
                result[covered.at(i)] += r.values()[output] / divisor(window, countIncludePad, covered);
            }
        });
        return new ReferenceArray(input.batchOf(r.samples()), result);
    }

    /** At least 1: a window wholly on padding has the mean 0. */
    private static int divisor(Window window, boolean countIncludePad, PoolWalk.Covered covered) {
        return countIncludePad ? window.kernelHeight() * window.kernelWidth() : Math.max(1, covered.size());
    }
}
