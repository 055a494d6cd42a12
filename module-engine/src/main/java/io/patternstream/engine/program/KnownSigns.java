/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.engine.graph.Nonlinearity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Uses that values are never negative, whatever the input: a ReLU leaves them alone, and sums need not ask for their signs. */
final class KnownSigns extends Rewriting {
    private static final Operator RELU = new Operator.Activate(new Nonlinearity.Relu());

    private final Set<Value> nonNegative = new HashSet<>();
    private final Operator plainSum = new Operator.WeightedSum(Operator.Weights.of(1));

    @Override
    void rewrite(Instruction instruction) {
        Operator operator = instruction.operator();
        if (operator.equals(RELU) && nonNegative.contains(instruction.operand(0))) {
            nonNegative.add(instruction.result());
            rename(instruction, instruction.operand(0));
        } else if (operator instanceof Operator.SignedSum && nonNegative.contains(instruction.operand(1))) {
            emit(plainSum, instruction.result(), instruction.operand(0));
        } else {
            if (isNonNegative(operator, instruction.operands())) {
                nonNegative.add(instruction.result());
            }
            emit(instruction);
        }
    }

    private boolean isNonNegative(Operator operator, List<Value> operands) {
        if (operator instanceof Operator.Activate activate) {
            return activate.function().rectifies()
                    || activate.function() instanceof Nonlinearity.Sigmoid
                    || activate.function() instanceof Nonlinearity.HardSigmoid
                    || activate.function() instanceof Nonlinearity.Softplus;
        }
        if (operator instanceof Operator.Forward forward) {
            return forward.layer().coefficients().nonNegative() && nonNegative.containsAll(operands);
        }
        if (operator instanceof Operator.Rearrange rearrange && rearrange.map().fill() < 0) {
            return false;
        }
        boolean keeps = operator instanceof Operator.Add
                || operator instanceof Operator.Multiply
                || operator instanceof Operator.MaxPool
                || operator instanceof Operator.AveragePool
                || operator instanceof Operator.Concat
                || operator instanceof Operator.Channels
                || operator instanceof Operator.Reshape
                || operator instanceof Operator.Rearrange;
        return keeps && nonNegative.containsAll(operands);
    }
}
