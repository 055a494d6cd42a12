/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rewrites a program instruction by instruction, in order. One use. */
abstract class Rewriting {
    private final Map<Value, Value> renamed = new HashMap<>();
    private final Set<Value> outputs = new HashSet<>();
    private List<Instruction> emitted = new ArrayList<>();
    private int unused;

    final Program apply(Program program) {
        program.sections().forEach(section -> outputs.addAll(section.outputs()));
        unused = program.sections().stream()
                        .flatMap(section -> section.instructions().stream())
                        .mapToInt(instruction -> instruction.result().id())
                        .max()
                        .orElse(-1)
                + 1;
        List<Section> sections = new ArrayList<>();
        for (Section section : program.sections()) {
            emitted = new ArrayList<>();
            begin();
            for (Instruction instruction : section.instructions()) {
                List<Value> operands = instruction.operands().stream()
                        .map(operand -> renamed.getOrDefault(operand, operand))
                        .toList();
                rewrite(new Instruction(instruction.operator(), operands, instruction.result()));
            }
            sections.add(new Section(emitted, section.outputs()));
        }
        return new Program(sections);
    }

    /** A section begins. */
    void begin() {}

    /** Emits what stands for an instruction, whose operands are rewritten already. */
    abstract void rewrite(Instruction instruction);

    final void emit(Instruction instruction) {
        emitted.add(instruction);
    }

    final void emit(Operator operator, Value result, Value... operands) {
        emit(new Instruction(operator, List.of(operands), result));
    }

    /** Lets another value stand for an instruction's result, unless that is an output. */
    final void rename(Instruction instruction, Value same) {
        if (outputs.contains(instruction.result())) {
            emit(instruction);
        } else {
            renamed.put(instruction.result(), same);
        }
    }

    final int unused() {
        return unused++;
    }
}
