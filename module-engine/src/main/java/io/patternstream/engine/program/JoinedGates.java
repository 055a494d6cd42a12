/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Nonlinearity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets what comes back to a concatenation pass the ReLUs of all of its parts at once, and adds it up at once, where the parts
 * lie side by side because there is one sample. {@link ConcatParts} is for several.
 */
final class JoinedGates extends Rewriting {
    private static final Operator GATE = new Operator.ActivateBackward(new Nonlinearity.Relu());

    private final Map<Value, List<Instruction>> readers = new HashMap<>();
    private final Map<List<Value>, Value> concats = new HashMap<>();
    private final Set<Value> outputs = new HashSet<>();
    /** By what the parts are before and behind their gates. */
    private final Map<Value, Part> before = new HashMap<>();

    private final Map<Value, Part> behind = new HashMap<>();
    private final Map<Value, Value> gated = new HashMap<>();

    static Program join(Program program) {
        return new JoinedGates(program).apply(program);
    }

    private JoinedGates(Program program) {
        for (Section section : program.sections()) {
            outputs.addAll(section.outputs());
            for (Instruction instruction : section.instructions()) {
                for (Value operand : new HashSet<>(instruction.operands())) {
                    readers.computeIfAbsent(operand, key -> new ArrayList<>()).add(instruction);
                }
                if (instruction.operator() instanceof Operator.Concat
                        && instruction.result().shape().dimension(0) == 1) {
                    concats.put(instruction.operands(), instruction.result());
                }
            }
        }
        readers.keySet().forEach(this::find);
    }

    @Override
    void rewrite(Instruction instruction) {
        Part left = behind.get(instruction.result());
        Value operand = instruction.operands().isEmpty() ? null : instruction.operand(0);
        if (left != null) {
            Value whole = gated.computeIfAbsent(left.whole, key -> {
                Value result = new Value(unused(), key.shape());
                emit(GATE, result, key, left.concat);
                return result;
            });
            emit(left.channels, instruction.result(), whole);
        } else if (instruction.operator() instanceof Operator.WeightedSum && before.containsKey(operand)) {
            Part part = before.get(operand);
            emit(part.sum(), instruction.result(), part.whole);
        } else if (instruction.operator() instanceof Operator.WeightedSum && behind.containsKey(operand)) {
            Part part = behind.get(operand);
            emit(part.sum(), instruction.result(), Objects.requireNonNull(gated.get(part.whole)));
        } else {
            emit(instruction);
        }
    }

    /** Finds the parts of a value if all of them pass a gate. */
    private void find(Value whole) {
        List<Instruction> parts = readers.getOrDefault(whole, List.of()).stream()
                .filter(reader -> reader.operator() instanceof Operator.Channels)
                .sorted(Comparator.comparing(reader -> ((Operator.Channels) reader.operator()).from()))
                .toList();
        List<Instruction> gates = new ArrayList<>();
        for (Instruction part : parts) {
            Instruction gate = gate(part.result());
            if (gate == null) {
                return;
            }
            gates.add(gate);
        }
        Value concat = concats.get(gates.stream().map(gate -> gate.operand(1)).toList());
        if (concat == null || !concat.shape().equals(whole.shape())) {
            return;
        }
        for (int i = 0; i < parts.size(); i++) {
            Part part = new Part(whole, concat, (Operator.Channels) parts.get(i).operator());
            before.put(parts.get(i).result(), part);
            behind.put(gates.get(i).result(), part);
        }
    }

    /** The only gate that a value passes, if it is otherwise but added up. */
    private @Nullable Instruction gate(Value part) {
        Instruction gate = null;
        for (Instruction reader : readers.getOrDefault(part, List.of())) {
            boolean sums = reader.operator() instanceof Operator.WeightedSum sum
                    && sum.weights().count() == 1;
            boolean passes = reader.operator().equals(GATE)
                    && reader.operand(0).equals(part)
                    && gate == null
                    && onlyAddsUp(reader.result());
            if (!sums && !passes) {
                return null;
            }
            gate = passes ? reader : gate;
        }
        return outputs.contains(part) ? null : gate;
    }

    /** Sums with other weights would need weights for the whole. */
    private boolean onlyAddsUp(Value value) {
        return readers.getOrDefault(value, List.of()).stream()
                .filter(reader -> reader.operator() instanceof Operator.WeightedSum)
                .allMatch(reader ->
                        ((Operator.WeightedSum) reader.operator()).weights().count() == 1);
    }

    private record Part(Value whole, Value concat, Operator.Channels channels) {
        /** Adds the part up. */
        Operator sum() {
            Shape shape = whole.shape();
            double[] weights = new double[shape.dimension(1)];
            Arrays.fill(weights, channels.from(), channels.from() + channels.count(), 1);
            return new Operator.WeightedSum(Operator.Weights.of(weights));
        }
    }
}
