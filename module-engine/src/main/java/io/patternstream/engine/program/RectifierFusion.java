/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.engine.graph.Nonlinearity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets layers compute {@code y = max(z, 0)} at once where z is read by a ReLU and otherwise only by that ReLU's backward pass,
 * which may read y as well: y is positive exactly where z is.
 */
final class RectifierFusion extends Rewriting {
    private static final Nonlinearity RELU = new Nonlinearity.Relu();

    private final Map<Value, Value> rectified = new HashMap<>();

    static Program fuse(Program program) {
        return new RectifierFusion(program).apply(program);
    }

    private RectifierFusion(Program program) {
        Set<Value> layers = new HashSet<>();
        Set<Value> needed = new HashSet<>();
        for (Section section : program.sections()) {
            needed.addAll(section.outputs());
            for (Instruction instruction : section.instructions()) {
                if (instruction.operator() instanceof Operator.Forward forward && !forward.rectified()) {
                    layers.add(instruction.result());
                }
                if (isRelu(instruction) && layers.contains(instruction.operand(0))) {
                    rectified.put(instruction.operand(0), instruction.result());
                } else {
                    needed.addAll(read(instruction));
                }
            }
            layers.clear();
        }
        rectified.keySet().removeAll(needed);
    }

    @Override
    void rewrite(Instruction instruction) {
        Value y = rectified.get(instruction.result());
        if (y != null && instruction.operator() instanceof Operator.Forward forward) {
            emit(new Instruction(new Operator.Forward(forward.layer(), true), instruction.operands(), y));
        } else if (isGate(instruction) && rectified.containsKey(instruction.operand(1))) {
            emit(
                    instruction.operator(),
                    instruction.result(),
                    instruction.operand(0),
                    rectified.get(instruction.operand(1)));
        } else if (!isRelu(instruction) || !rectified.containsKey(instruction.operand(0))) {
            emit(instruction);
        }
    }

    /** The operands that must be what they are. */
    private static List<Value> read(Instruction instruction) {
        return isGate(instruction) ? List.of(instruction.operand(0)) : instruction.operands();
    }

    private static boolean isRelu(Instruction instruction) {
        return instruction.operator().equals(new Operator.Activate(RELU));
    }

    private static boolean isGate(Instruction instruction) {
        return instruction.operator().equals(new Operator.ActivateBackward(RELU));
    }
}
