/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds values up as soon as they are there, so that what follows may take their place in memory. */
final class EarlySums {
    private EarlySums() {}

    static Program move(Program program) {
        return new Program(program.sections().stream().map(EarlySums::move).toList());
    }

    private static Section move(Section section) {
        Map<Value, Integer> positions = new HashMap<>();
        List<List<Instruction>> after = new ArrayList<>(List.of(new ArrayList<>()));
        for (Instruction instruction : section.instructions()) {
            boolean sums = instruction.operator() instanceof Operator.WeightedSum
                    || instruction.operator() instanceof Operator.SignedSum;
            if (sums) {
                int latest = instruction.operands().stream()
                        .mapToInt(operand -> positions.getOrDefault(operand, 0))
                        .max()
                        .orElse(0);
                after.get(latest).add(instruction);
            } else {
                positions.put(instruction.result(), after.size());
                after.add(new ArrayList<>(List.of(instruction)));
            }
        }
        return new Section(after.stream().flatMap(List::stream).toList(), section.outputs());
    }
}
