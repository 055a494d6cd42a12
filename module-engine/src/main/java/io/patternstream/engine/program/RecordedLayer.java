/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.spi.LinearKernel;

/**
 * A layer whose runs are recorded.
 *
 * @param tape where
 * @param layer what
 * @param output shape of one sample of its output
 */
record RecordedLayer(Tape tape, LinearLayer layer, Shape output) implements LinearKernel<Value> {
    @Override
    public Value forward(Value x) {
        return tape.record(
                new Operator.Forward(layer, null), output.batchOf(x.shape().dimension(0)), x);
    }

    @Override
    public Value transpose(Value r) {
        return tape.record(
                new Operator.Transpose(layer), layer.input().batchOf(r.shape().dimension(0)), r);
    }

    @Override
    public void moments(Value x, Value z, LayerId name, ActivationTap tap) {
        tape.keep(tape.record(
                new Operator.Moments(layer, name), Shape.of(layer.shape().dimension(0)), x, z));
    }

    @Override
    public void close() {}
}
