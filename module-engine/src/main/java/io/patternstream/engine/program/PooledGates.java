/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does at a max pool's output, which is smaller, what would be done to what comes back through it: each value there goes to the
 * input that it is equal to. Gates and divisions by that input become gates and divisions by the output; sums over all
 * positions are the same before and after.
 */
final class PooledGates extends Rewriting {
    private static final Nonlinearity RELU = new Nonlinearity.Relu();

    private final Set<Value> readOnce;
    private final Map<Instruction, Value> pools = new HashMap<>();
    private final Map<Value, Instruction> returns = new HashMap<>();

    static Program move(Program program) {
        return new PooledGates(program).apply(program);
    }

    private PooledGates(Program program) {
        this.readOnce = ReadOnce.in(program);
    }

    @Override
    void rewrite(Instruction instruction) {
        Instruction back = instruction.operands().isEmpty() ? null : returns.get(instruction.operand(0));
        Value pooled = back == null ? null : pooled(back);
        if (back != null && pooled != null && readOnce.contains(back.result()) && moves(instruction, back)) {
            Value before = new Value(unused(), pooled.shape());
            boolean gate = instruction.operands().size() == 2;
            emit(new Instruction(
                    instruction.operator(),
                    gate ? List.of(back.operand(0), pooled) : List.of(back.operand(0)),
                    before));
            comesBack(new Instruction(back.operator(), List.of(before, back.operand(1)), instruction.result()));
        } else if (back != null && instruction.operator() instanceof Operator.WeightedSum sum && sums(sum, back)) {
            emit(sum, instruction.result(), back.operand(0));
        } else if (instruction.operator() instanceof Operator.MaxPoolBackward) {
            comesBack(instruction);
        } else {
            if (instruction.operator() instanceof Operator.MaxPool) {
                pools.put(key(instruction.operator(), instruction.operand(0)), instruction.result());
            }
            emit(instruction);
        }
    }

    private void comesBack(Instruction back) {
        if (reachesTheImage(window(back))) {
            returns.put(back.result(), back);
        }
        emit(back);
    }

    private @Nullable Value pooled(Instruction back) {
        return pools.get(key(new Operator.MaxPool(window(back)), back.operand(1)));
    }

    /** Where windows overlap, several values may come back to one input: a gate lets all of them pass or none. */
    private static boolean moves(Instruction instruction, Instruction back) {
        Operator operator = instruction.operator();
        if (operator.equals(new Operator.ActivateBackward(RELU))) {
            return instruction.operand(1).equals(back.operand(1));
        }
        boolean apart = !overlaps(window(back));
        return apart
                && (operator.equals(new Operator.Activate(RELU))
                        || (operator instanceof Operator.Divide
                                && instruction.operand(1).equals(back.operand(1))));
    }

    /** Weights must not depend on the position. */
    private static boolean sums(Operator.WeightedSum sum, Instruction back) {
        Shape shape = back.result().shape();
        return sum.weights().count() == 1 || sum.weights().count() == shape.dimension(1);
    }

    /** Whether every window covers some of the image, so that nothing is lost on the way back. */
    private static boolean reachesTheImage(Window window) {
        return window.dilationHeight() == 1
                && window.dilationWidth() == 1
                && Math.max(window.padTop(), window.padBottom()) < window.kernelHeight()
                && Math.max(window.padLeft(), window.padRight()) < window.kernelWidth();
    }

    private static boolean overlaps(Window window) {
        return window.strideHeight() < window.kernelHeight() || window.strideWidth() < window.kernelWidth();
    }

    private static Window window(Instruction back) {
        return ((Operator.MaxPoolBackward) back.operator()).window();
    }

    private static Instruction key(Operator pool, Value x) {
        return new Instruction(pool, List.of(x), x);
    }
}
