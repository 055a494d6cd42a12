/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.spi.Moves;
import java.util.List;

/**
 * Records what moves values.
 *
 * @param tape where
 */
record RecordedMoves(Tape tape) implements Moves<Value> {
    @Override
    public Value concat(List<Value> parts) {
        int channels = 0;
        for (Value part : parts) {
            channels += part.shape().dimension(1);
        }
        Shape joined = withChannels(parts.get(0).shape(), channels);
        return tape.record(new Operator.Concat(), joined, parts.toArray(Value[]::new));
    }

    @Override
    public Value channels(Value x, int from, int count) {
        return tape.record(new Operator.Channels(from, count), withChannels(x.shape(), count), x);
    }

    @Override
    public Value reshape(Value x, Shape sample) {
        return tape.record(new Operator.Reshape(), sample.batchOf(x.shape().dimension(0)), x);
    }

    @Override
    public Value rearrange(Value x, IndexMap map) {
        return tape.record(
                new Operator.Rearrange(map), map.output().batchOf(x.shape().dimension(0)), x);
    }

    @Override
    public Value rearrangeBackward(Value r, IndexMap map) {
        return tape.record(
                new Operator.RearrangeBackward(map),
                map.input().batchOf(r.shape().dimension(0)),
                r);
    }

    private static Shape withChannels(Shape batch, int channels) {
        int[] dimensions = batch.toArray();
        dimensions[1] = channels;
        return Shape.of(dimensions);
    }
}
