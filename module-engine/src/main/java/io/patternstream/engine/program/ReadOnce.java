/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import java.util.HashSet;
import java.util.Set;

/** The values that one instruction alone reads, once, and nobody else. */
final class ReadOnce {
    private ReadOnce() {}

    static Set<Value> in(Program program) {
        Set<Value> once = new HashSet<>();
        Set<Value> again = new HashSet<>();
        for (Section section : program.sections()) {
            again.addAll(section.outputs());
            for (Instruction instruction : section.instructions()) {
                for (Value operand : instruction.operands()) {
                    if (!once.add(operand)) {
                        again.add(operand);
                    }
                }
            }
        }
        once.removeAll(again);
        return once;
    }
}
