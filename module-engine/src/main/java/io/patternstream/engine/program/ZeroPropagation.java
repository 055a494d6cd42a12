/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Leaves out what is computed from zeros only, all numbers being finite. */
final class ZeroPropagation extends Rewriting {
    private static final Operator ZERO = new Operator.Constant(0);

    private final Set<Value> zeros = new HashSet<>();
    private @Nullable Value nothing;

    @Override
    void begin() {
        nothing = null;
    }

    @Override
    void rewrite(Instruction instruction) {
        Operator operator = instruction.operator();
        boolean first = !instruction.operands().isEmpty() && zeros.contains(instruction.operand(0));
        boolean second = instruction.operands().size() == 2 && zeros.contains(instruction.operand(1));
        if (operator.equals(ZERO)
                || (first && vanishes(operator))
                || (second && operator instanceof Operator.Multiply)
                || (first && second && operator instanceof Operator.Add)) {
            zeros.add(instruction.result());
            emit(ZERO, instruction.result());
        } else if (operator instanceof Operator.Add && (first || second)) {
            rename(instruction, instruction.operand(first ? 1 : 0));
        } else if (first && (operator instanceof Operator.SignedSum || operator instanceof Operator.WeightedSum)) {
            emit(new Operator.WeightedSum(Operator.Weights.of(1)), instruction.result(), nothing(instruction));
        } else {
            emit(instruction);
        }
    }

    /** One 0 per sample, to be added up instead of many. */
    private Value nothing(Instruction sum) {
        Value zero = nothing;
        if (zero == null) {
            zero = new Value(unused(), Shape.of(sum.result().shape().dimension(0), 1));
            emit(new Instruction(ZERO, List.of(), zero));
            nothing = zero;
        }
        return zero;
    }

    /** Whether the result is 0 where the first operand is 0 throughout. */
    private static boolean vanishes(Operator operator) {
        return operator instanceof Operator.Multiply
                || operator instanceof Operator.Divide
                || operator instanceof Operator.Scale
                || operator instanceof Operator.Transpose
                || operator instanceof Operator.AffineTranspose
                || operator instanceof Operator.ActivateBackward
                || operator instanceof Operator.MaxPoolBackward
                || operator instanceof Operator.AveragePoolBackward
                || operator instanceof Operator.RearrangeBackward
                || operator instanceof Operator.Channels
                || operator instanceof Operator.Reshape;
    }
}
