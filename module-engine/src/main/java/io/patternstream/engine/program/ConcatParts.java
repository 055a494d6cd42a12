/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does to the parts of a concatenation of several samples, which do not lie side by side, what would be done to the whole: max
 * pools, what comes back through them, products, and layers with weights. A layer of a concatenation is the sum of layers of
 * its parts, {@code W [a; b] = W_a a + W_b b}; what goes back to a part needs that part of the weights alone. So the parts are
 * copied neither together nor apart.
 */
final class ConcatParts extends Rewriting {
    /** Layers of more parts would read and write their sums too often. */
    private static final int MOST_PARTS = 4;

    /** By results, operands rewritten. */
    private final Map<Value, Instruction> made = new HashMap<>();
    /** Values that nothing but {@link Operator.Channels} reads. */
    private final Set<Value> takenApart = new HashSet<>();
    /** Concatenations that are not needed if their parts are used instead. */
    private final Set<Value> avoidable = new HashSet<>();

    static Program use(Program program) {
        return new ConcatParts(program).apply(program);
    }

    private ConcatParts(Program program) {
        Set<Value> whole = new HashSet<>();
        Set<Value> needed = new HashSet<>();
        for (Section section : program.sections()) {
            needed.addAll(section.outputs());
            whole.addAll(section.outputs());
            for (Instruction instruction : section.instructions()) {
                boolean apart = instruction.operator() instanceof Operator.Channels;
                (apart ? takenApart : whole).addAll(instruction.operands());
                if (instruction.operator() instanceof Operator.Concat) {
                    avoidable.add(instruction.result());
                }
                if (!isPartwise(instruction)) {
                    needed.addAll(instruction.operands());
                }
            }
        }
        takenApart.removeAll(whole);
        avoidable.removeAll(needed);
    }

    @Override
    void rewrite(Instruction instruction) {
        Operator operator = instruction.operator();
        Value result = instruction.result();
        if (operator instanceof Operator.Channels channels) {
            Value part = part(instruction.operand(0), channels, result);
            if (!part.equals(result)) {
                rename(instruction, part);
            }
        } else if (operator instanceof Operator.MaxPool
                && isOfSeveral(result)
                && parts(instruction.operand(0)).size() > 1) {
            List<Value> pooled = new ArrayList<>();
            for (Value part : parts(instruction.operand(0))) {
                pooled.add(make(operator, fresh(result, part.shape().dimension(1)), part));
            }
            make(new Instruction(new Operator.Concat(), pooled, result));
        } else if (operator instanceof Operator.Forward forward && splits(forward, instruction.operand(0))) {
            sum(forward, parts(instruction.operand(0)), result);
        } else {
            make(instruction);
        }
    }

    /** Emits what a range of a value's channels is, and gives it a name where it has none yet. */
    private Value part(Value x, Operator.Channels channels, @Nullable Value name) {
        Instruction maker = made.get(x);
        if (maker != null && maker.operator() instanceof Operator.Concat) {
            Value part = within(maker.operands(), channels);
            if (part != null) {
                return part;
            }
        }
        Value result = name == null ? fresh(x, channels.count()) : name;
        if (maker == null || !takenApart.contains(x) || !isOfSeveral(x)) {
            return make(channels, result, x);
        }
        if (maker.operator() instanceof Operator.Multiply) {
            Value a = part(maker.operand(0), channels, null);
            return make(maker.operator(), result, a, part(maker.operand(1), channels, null));
        }
        if (maker.operator() instanceof Operator.MaxPoolBackward && isPart(maker.operand(1), channels)) {
            Value r = part(maker.operand(0), channels, null);
            return make(maker.operator(), result, r, part(maker.operand(1), channels, null));
        }
        if (maker.operator() instanceof Operator.Transpose transpose && splits(transpose.layer(), x)) {
            LinearLayer slice = LayerSlice.of(transpose.layer(), channels.from(), channels.count(), false);
            return make(new Operator.Transpose(slice), result, maker.operand(0));
        }
        return make(channels, result, x);
    }

    private void sum(Operator.Forward forward, List<Value> parts, Value result) {
        Value sum = null;
        int from = 0;
        for (int i = 0; i < parts.size(); i++) {
            Value part = parts.get(i);
            int count = part.shape().dimension(1);
            LinearLayer slice = LayerSlice.of(forward.layer(), from, count, i == 0);
            boolean last = i == parts.size() - 1;
            Value term = make(
                    new Operator.Forward(slice, null),
                    fresh(result, result.shape().dimension(1)),
                    part);
            Value target = last ? result : fresh(result, result.shape().dimension(1));
            sum = sum == null ? term : make(new Operator.Add(), target, term, sum);
            from += count;
        }
    }

    private boolean splits(Operator.Forward forward, Value x) {
        return avoidable.contains(x)
                && parts(x).size() > 1
                && parts(x).size() <= MOST_PARTS
                && splits(forward.layer(), x);
    }

    private static boolean splits(LinearLayer layer, Value x) {
        return isOfSeveral(x) && !layer.isDense() && layer.groups() == 1;
    }

    private static boolean isOfSeveral(Value batch) {
        return batch.shape().dimension(0) > 1;
    }

    /** Whether an instruction can do with parts, at no more cost than that of joining them. */
    private static boolean isPartwise(Instruction instruction) {
        Operator operator = instruction.operator();
        if (operator instanceof Operator.Forward forward) {
            LinearLayer layer = forward.layer();
            return splits(layer, instruction.operand(0))
                    && 2 * layer.shape().dimension(0) <= layer.input().dimension(0);
        }
        return operator instanceof Operator.MaxPool
                || operator instanceof Operator.MaxPoolBackward
                || operator instanceof Operator.Multiply
                || operator instanceof Operator.Channels;
    }

    private boolean isPart(Value concat, Operator.Channels channels) {
        return within(parts(concat), channels) != null;
    }

    private static @Nullable Value within(List<Value> parts, Operator.Channels channels) {
        int from = 0;
        for (Value part : parts) {
            int count = part.shape().dimension(1);
            if (from == channels.from() && count == channels.count()) {
                return part;
            }
            from += count;
        }
        return null;
    }

    /** What a value is joined of; nothing if it is not. */
    private List<Value> parts(Value x) {
        Instruction maker = made.get(x);
        return maker != null && maker.operator() instanceof Operator.Concat ? maker.operands() : List.of();
    }

    private Value fresh(Value like, int channels) {
        int[] shape = like.shape().toArray();
        shape[1] = channels;
        return new Value(unused(), Shape.of(shape));
    }

    private Value make(Operator operator, Value result, Value... operands) {
        return make(new Instruction(operator, List.of(operands), result));
    }

    private Value make(Instruction instruction) {
        made.put(instruction.result(), instruction);
        emit(instruction);
        return instruction.result();
    }
}
