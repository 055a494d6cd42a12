/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes what nothing reads. Inputs stay. */
final class DeadCode {
    private final Set<Value> live = new HashSet<>();

    private DeadCode() {}

    static Program remove(Program program) {
        DeadCode code = new DeadCode();
        List<Section> sections = new ArrayList<>();
        program.sections().forEach(section -> code.live.addAll(section.outputs()));
        for (int i = program.sections().size() - 1; i >= 0; i--) {
            sections.add(code.live(program.sections().get(i)));
        }
        Collections.reverse(sections);
        return new Program(sections);
    }

    private Section live(Section section) {
        List<Instruction> kept = new ArrayList<>();
        for (int i = section.instructions().size() - 1; i >= 0; i--) {
            Instruction instruction = section.instructions().get(i);
            if (live.contains(instruction.result()) || instruction.operator() instanceof Operator.Input) {
                live.addAll(instruction.operands());
                kept.add(instruction);
            }
        }
        Collections.reverse(kept);
        return new Section(kept, section.outputs());
    }
}
