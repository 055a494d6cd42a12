/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One operation on arrays.
 *
 * @param operator what is done
 * @param operands in the order that the operator states
 * @param result never the result of another instruction
 */
public record Instruction(Operator operator, List<Value> operands, Value result) {
    /** Copies. */
    public Instruction {
        operands = List.copyOf(operands);
    }

    /**
     * Returns one operand.
     *
     * @param index from 0
     * @return the operand
     */
    public Value operand(int index) {
        return operands.get(index);
    }

    /** {@return one line, such as {@code %3 [2, 8] = Scale[factor=2.0] %1}} */
    @Override
    public String toString() {
        return operands.stream()
                .map(operand -> " " + operand)
                .collect(Collectors.joining("", result + " " + result.shape() + " = " + operator, ""));
    }
}
