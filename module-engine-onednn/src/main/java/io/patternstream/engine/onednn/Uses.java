/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.program.Section;
import io.patternstream.engine.program.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Who reads which value of a program. */
final class Uses {
    private final Map<Value, Integer> last = new HashMap<>();
    private final Map<Value, List<Instruction>> readers = new HashMap<>();
    private final Map<Value, Instruction> makers = new HashMap<>();
    private final Set<Value> outputs = new HashSet<>();
    private final Set<Value> inputs = new HashSet<>();

    Uses(Program program) {
        int position = 0;
        for (Section section : program.sections()) {
            for (Instruction instruction : section.instructions()) {
                makers.put(instruction.result(), instruction);
                for (Value operand : instruction.operands()) {
                    last.put(operand, position);
                    readers.computeIfAbsent(operand, key -> new ArrayList<>()).add(instruction);
                }
                if (instruction.operator() instanceof Operator.Input) {
                    inputs.add(instruction.result());
                }
                position++;
            }
            outputs.addAll(section.outputs());
        }
    }

    /** {@return position of the last instruction that reads a value, counted through all sections; -1 for none} */
    int last(Value value) {
        return last.getOrDefault(value, -1);
    }

    boolean isOutput(Value value) {
        return outputs.contains(value);
    }

    boolean isInput(Value value) {
        return inputs.contains(value);
    }

    /** Tells whether all that happens to a value is that a ReLU lets it pass backward or not. */
    boolean onlyGate(Value value) {
        List<Instruction> all = readers(value);
        return all.size() == 1
                && !isOutput(value)
                && all.get(0).operand(0).equals(value)
                && all.get(0).operator() instanceof Operator.ActivateBackward gate
                && gate.function() instanceof Nonlinearity.Relu;
    }

    /** Tells whether a value is, perhaps with others added to it, what relevance is divided by, and nothing else. */
    boolean onlyDivides(Value value) {
        return !isOutput(value)
                && !readers(value).isEmpty()
                && readers(value).stream().allMatch(reader -> divides(reader, value));
    }

    /**
     * Tells whether a value may be huge in one place and small in the next: relevance, which goes with what a layer came to,
     * divided by something that may be smaller. Winograd's tiles would leave the neighbours rounding of the size of the largest.
     */
    boolean isUneven(Value value) {
        Instruction maker = makers.get(value);
        return maker != null && maker.operator() instanceof Operator.Divide && isSmaller(maker.operand(1));
    }

    private boolean isSmaller(Value divisor) {
        Instruction maker = Objects.requireNonNull(makers.get(divisor));
        if (maker.operator() instanceof Operator.Add) {
            return maker.operands().stream().allMatch(this::isSmaller);
        }
        return maker.operator() instanceof Operator.Forward forward
                && !forward.layer().coefficients().dominates()
                && (maker.operands().size() == 1 || isSmaller(maker.operand(1)));
    }

    /** Whether an instruction does nothing but add a value to others. */
    private static boolean adds(Instruction reader, Value value) {
        boolean layer =
                reader.operator() instanceof Operator.Forward || reader.operator() instanceof Operator.Transpose;
        return reader.operator() instanceof Operator.Add
                || (layer && reader.operands().size() == 2 && reader.operand(1).equals(value));
    }

    private boolean divides(Instruction reader, Value value) {
        if (adds(reader, value)) {
            return onlyDivides(reader.result());
        }
        return (reader.operator() instanceof Operator.Divide || reader.operator() instanceof Operator.SignedSum)
                && !reader.operand(0).equals(value);
    }

    private List<Instruction> readers(Value value) {
        return readers.getOrDefault(value, List.of());
    }
}
