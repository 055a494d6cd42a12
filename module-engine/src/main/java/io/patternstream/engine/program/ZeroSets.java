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
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows of values that they are 0 wherever another value is 0, all numbers being finite: of products and what moves and divides
 * them. So relevance that was shared in proportion to the output of a ReLU is 0 where the ReLU is closed. Is told the
 * instructions in order. One use.
 */
final class ZeroSets {
    private final Map<Value, Set<Value>> zeros = new HashMap<>();
    private final Map<Value, Instruction> definitions = new HashMap<>();
    private Map<Value, Value> forward = Map.of();
    private Map<Value, Value> rectified = new HashMap<>();
    private int sections;

    /** A section begins; it reads nothing of others but the first. */
    void begin() {
        if (sections == 1) {
            forward = rectified;
        }
        rectified = new HashMap<>(forward);
        sections++;
    }

    /** Learns what an instruction computes. */
    void add(Instruction instruction) {
        Set<Value> set = new HashSet<>(derived(instruction));
        set.add(instruction.result());
        zeros.put(instruction.result(), set);
        definitions.put(instruction.result(), instruction);
        if (instruction.operator() instanceof Operator.Activate activate
                && activate.function() instanceof Nonlinearity.Relu) {
            rectified.put(instruction.operand(0), instruction.result());
        }
    }

    /** What computes a value. */
    Instruction definition(Value value) {
        return Objects.requireNonNull(definitions.get(value));
    }

    /** Whether a value is 0 wherever another is. */
    boolean follows(Value value, Value other) {
        return of(value).contains(other);
    }

    /** The ReLU of a value; null where nothing has computed it. */
    @Nullable
    Value rectified(Value value) {
        return rectified.get(value);
    }

    private Set<Value> of(Value value) {
        return Objects.requireNonNull(zeros.get(value));
    }

    private Set<Value> derived(Instruction instruction) {
        Operator operator = instruction.operator();
        if (operator instanceof Operator.Multiply) {
            return union(of(instruction.operand(0)), of(instruction.operand(1)));
        }
        if (operator instanceof Operator.Add) {
            Set<Value> both = new HashSet<>(of(instruction.operand(0)));
            both.retainAll(of(instruction.operand(1)));
            return both;
        }
        if (operator instanceof Operator.ActivateBackward gate) {
            return gated(instruction, gate);
        }
        if (keepsZeros(operator)) {
            return of(instruction.operand(0));
        }
        return moved(instruction);
    }

    /** What is handed down by a ReLU is 0 where its input is not positive. */
    private Set<Value> gated(Instruction instruction, Operator.ActivateBackward gate) {
        Set<Value> set = of(instruction.operand(0));
        if (!(gate.function() instanceof Nonlinearity.Relu)) {
            return set;
        }
        Value x = instruction.operand(1);
        Set<Value> all = union(set, of(x));
        Value y = rectified.get(x);
        return y == null ? all : union(all, Set.of(y));
    }

    private static boolean keepsZeros(Operator operator) {
        return operator instanceof Operator.Divide
                || operator instanceof Operator.Scale
                || operator instanceof Operator.AffineTranspose
                || operator instanceof Operator.LocalResponse
                || (operator instanceof Operator.Activate activate
                        && activate.function().value(0, 0) == 0);
    }

    /** What goes back the way that a value came. */
    private Set<Value> moved(Instruction instruction) {
        Set<Value> set = new HashSet<>();
        if (!instruction.operands().isEmpty()) {
            for (Value above : of(instruction.operand(0))) {
                Instruction way = definitions.get(above);
                if (way != null && returns(instruction, way)) {
                    set.addAll(of(way.operand(0)));
                } else if (way != null
                        && way.operator() instanceof Operator.Concat
                        && instruction.operator() instanceof Operator.Channels channels) {
                    set.addAll(part(way.operands(), channels));
                }
            }
        }
        return set;
    }

    private static boolean returns(Instruction back, Instruction way) {
        if (back.operator() instanceof Operator.MaxPoolBackward pool) {
            return way.operator().equals(new Operator.MaxPool(pool.window()))
                    && way.operand(0).equals(back.operand(1));
        }
        if (back.operator() instanceof Operator.RearrangeBackward rearrange) {
            return way.operator().equals(new Operator.Rearrange(rearrange.map()));
        }
        return back.operator() instanceof Operator.Reshape
                && way.operator() instanceof Operator.Reshape
                && way.operand(0).shape().equals(back.result().shape());
    }

    private Set<Value> part(List<Value> parts, Operator.Channels channels) {
        int from = 0;
        for (Value part : parts) {
            int count = part.shape().dimension(1);
            if (from == channels.from() && count == channels.count()) {
                return of(part);
            }
            from += count;
        }
        return Set.of();
    }

    private static Set<Value> union(Set<Value> some, Set<Value> others) {
        Set<Value> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }
}
