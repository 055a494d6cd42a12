/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Lets layers, and their transposes, add what only an addition would read them for: one pass over memory less. */
final class AdditionFusion extends Rewriting {
    private final Set<Value> readOnce;
    private final Set<Instruction> absorbed = new HashSet<>();
    private final Map<Value, Instruction> adding = new HashMap<>();

    static Program fuse(Program program) {
        return new AdditionFusion(program).apply(program);
    }

    private AdditionFusion(Program program) {
        this.readOnce = ReadOnce.in(program);
        program.sections().forEach(this::findAdditions);
    }

    @Override
    void rewrite(Instruction instruction) {
        Instruction layer = adding.get(instruction.result());
        if (layer != null) {
            Value added = instruction.operand(instruction.operand(0).equals(layer.result()) ? 1 : 0);
            emit(layer.operator(), instruction.result(), layer.operand(0), added);
        } else if (!absorbed.contains(instruction)) {
            emit(instruction);
        }
    }

    private void findAdditions(Section section) {
        Map<Value, Instruction> layers = new HashMap<>();
        for (Instruction instruction : section.instructions()) {
            if (isLayer(instruction) && readOnce.contains(instruction.result())) {
                layers.put(instruction.result(), instruction);
            } else if (instruction.operator() instanceof Operator.Add) {
                instruction.operands().stream()
                        .map(layers::get)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .ifPresent(layer -> {
                            absorbed.add(layer);
                            adding.put(instruction.result(), layer);
                        });
            }
        }
    }

    private static boolean isLayer(Instruction instruction) {
        return instruction.operands().size() == 1
                && (instruction.operator() instanceof Operator.Transpose
                        || (instruction.operator() instanceof Operator.Forward forward
                                && forward.activation() == null));
    }
}
