/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.engine.spi.LinearMap;

/**
 * An affine map whose runs are recorded.
 *
 * @param tape where
 * @param map what
 */
record RecordedAffine(Tape tape, Operator.AffineLayer map) implements LinearMap<Value> {
    @Override
    public Value forward(Value x) {
        return tape.record(new Operator.AffineForward(map), x.shape(), x);
    }

    @Override
    public Value transpose(Value r) {
        return tape.record(new Operator.AffineTranspose(map), r.shape(), r);
    }

    @Override
    public void close() {}
}
