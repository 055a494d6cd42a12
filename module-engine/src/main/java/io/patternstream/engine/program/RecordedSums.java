/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.spi.Sums;

/**
 * Records sums; each becomes an output.
 *
 * @param tape where
 */
record RecordedSums(Tape tape) implements Sums<Value> {
    @Override
    public Total weighted(Value a, double... weights) {
        return tape.total(tape.record(new Operator.WeightedSum(tape.weights(weights)), perSample(a), a));
    }

    @Override
    public Total signed(Value a, Value z) {
        return tape.total(tape.record(new Operator.SignedSum(), perSample(a), a, z));
    }

    private static Shape perSample(Value a) {
        return Shape.of(a.shape().dimension(0));
    }
}
