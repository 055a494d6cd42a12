/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A part of a program that runs as a whole.
 *
 * @param instructions each after those whose results it reads
 * @param outputs the values that are read after a run: its own, or values of section 0, which may be inputs; no two equal
 */
public record Section(List<Instruction> instructions, List<Value> outputs) {
    /** Copies. */
    public Section {
        instructions = List.copyOf(instructions);
        outputs = List.copyOf(outputs);
    }

    /** {@return one line per instruction, and one for the outputs} */
    @Override
    public String toString() {
        return instructions.stream().map(instruction -> instruction + "\n").collect(Collectors.joining()) + "outputs "
                + outputs + "\n";
    }
}
