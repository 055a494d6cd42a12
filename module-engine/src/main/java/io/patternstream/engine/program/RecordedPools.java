/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Pools;

/**
 * Records pooling.
 *
 * @param tape where
 */
record RecordedPools(Tape tape) implements Pools<Value> {
    @Override
    public Value max(Value x, Window window) {
        return tape.record(new Operator.MaxPool(window), pooled(x.shape(), window), x);
    }

    @Override
    public Value maxBackward(Value r, Value x, Window window) {
        return tape.record(new Operator.MaxPoolBackward(window), x.shape(), r, x);
    }

    @Override
    public Value average(Value x, Window window, boolean countIncludePad) {
        return tape.record(new Operator.AveragePool(window, countIncludePad), pooled(x.shape(), window), x);
    }

    @Override
    public Value averageBackward(Value r, Shape input, Window window, boolean countIncludePad) {
        Shape batch = input.batchOf(r.shape().dimension(0));
        return tape.record(new Operator.AveragePoolBackward(window, countIncludePad), batch, r);
    }

    private static Shape pooled(Shape batch, Window window) {
        return Shape.of(
                batch.dimension(0),
                batch.dimension(1),
                window.outputHeight(batch.dimension(2)),
                window.outputWidth(batch.dimension(3)));
    }
}
