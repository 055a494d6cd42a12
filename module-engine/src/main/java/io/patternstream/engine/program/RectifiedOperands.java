/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.engine.graph.Nonlinearity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Uses that relevance r is 0 where the ReLU y = max(z, 0) that it came through is closed, as LRP's is: {@code r / z} is
 * {@code r / y}, a gate by z leaves r as it is, and a gate by -z leaves nothing. Then nothing but the ReLU reads z.
 */
final class RectifiedOperands extends Rewriting {
    private static final Nonlinearity RELU = new Nonlinearity.Relu();

    private final ZeroSets zeros = new ZeroSets();

    @Override
    void begin() {
        zeros.begin();
    }

    @Override
    void rewrite(Instruction instruction) {
        Operator operator = instruction.operator();
        Instruction result = instruction;
        if (operator instanceof Operator.Divide || operator instanceof Operator.SignedSum) {
            Value y = open(instruction.operand(0), instruction.operand(1));
            if (y != null) {
                result = new Instruction(operator, List.of(instruction.operand(0), y), instruction.result());
            }
        } else if (operator.equals(new Operator.ActivateBackward(RELU))) {
            Value r = instruction.operand(0);
            Value x = instruction.operand(1);
            if (open(r, x) != null) {
                zeros.add(instruction);
                rename(instruction, r);
                return;
            }
            if (isNegated(x) && open(r, zeros.definition(x).operand(0)) != null) {
                result = new Instruction(new Operator.Constant(0), List.of(), instruction.result());
            }
        }
        zeros.add(result);
        emit(result);
    }

    /** The ReLU of z where r is 0 wherever that is; null else. */
    private @Nullable Value open(Value r, Value z) {
        Value y = zeros.rectified(z);
        return y != null && zeros.follows(r, y) ? y : null;
    }

    private boolean isNegated(Value x) {
        return zeros.definition(x).operator().equals(new Operator.Scale(-1));
    }
}
