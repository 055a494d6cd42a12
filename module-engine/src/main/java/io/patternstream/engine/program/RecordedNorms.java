/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.spi.Norms;

/**
 * Records softmax and normalisations.
 *
 * @param tape where
 */
record RecordedNorms(Tape tape) implements Norms<Value> {
    @Override
    public Value softmax(Value x, boolean log) {
        return tape.record(new Operator.Softmax(log), x.shape(), x);
    }

    @Override
    public Value softmaxBackward(Value r, Value y, boolean log) {
        return tape.record(new Operator.SoftmaxBackward(log), y.shape(), r, y);
    }

    @Override
    public Value localResponseNorm(Value x, Operation.LocalResponseNorm norm) {
        return tape.record(new Operator.LocalResponse(norm), x.shape(), x);
    }

    @Override
    public Value localResponseNormBackward(Value r, Value x, Operation.LocalResponseNorm norm) {
        return tape.record(new Operator.LocalResponseBackward(norm), x.shape(), r, x);
    }

    @Override
    public Value instanceNorm(Value x, double epsilon) {
        return tape.record(new Operator.InstanceNorm(epsilon), x.shape(), x);
    }

    @Override
    public Value instanceNormBackward(Value r, Value x, double epsilon) {
        return tape.record(new Operator.InstanceNormBackward(epsilon), x.shape(), r, x);
    }
}
