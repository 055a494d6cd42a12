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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets layers compute {@code y = f(z)} at once, f a ReLU or a clip, where z is read by f and otherwise only by f's backward
 * pass, which may read y as well: y lies between f's bounds, and not on them, exactly where z does.
 */
final class ActivationFusion extends Rewriting {
    /** By z. */
    private final Map<Value, Instruction> activations = new HashMap<>();

    static Program fuse(Program program) {
        return new ActivationFusion(program).apply(program);
    }

    private ActivationFusion(Program program) {
        Set<Value> layers = new HashSet<>();
        Set<Value> needed = new HashSet<>();
        for (Section section : program.sections()) {
            needed.addAll(section.outputs());
            for (Instruction instruction : section.instructions()) {
                if (instruction.operator() instanceof Operator.Forward forward && forward.activation() == null) {
                    layers.add(instruction.result());
                }
                if (activates(instruction) && layers.remove(instruction.operand(0))) {
                    activations.put(instruction.operand(0), instruction);
                } else {
                    needed.addAll(read(instruction));
                }
            }
            layers.clear();
        }
        activations.keySet().removeAll(needed);
    }

    @Override
    void rewrite(Instruction instruction) {
        Instruction activation = activations.get(instruction.result());
        Instruction gating = gating(instruction);
        if (activation != null && instruction.operator() instanceof Operator.Forward forward) {
            Operator both = new Operator.Forward(forward.layer(), function(activation));
            emit(new Instruction(both, instruction.operands(), activation.result()));
        } else if (gating != null) {
            emit(instruction.operator(), instruction.result(), instruction.operand(0), gating.result());
        } else if (!activates(instruction) || !activations.containsKey(instruction.operand(0))) {
            emit(instruction);
        }
    }

    /** The operands that must be what they are. */
    private List<Value> read(Instruction instruction) {
        return gating(instruction) == null ? instruction.operands() : List.of(instruction.operand(0));
    }

    /** The activation whose backward pass this is; null for anything else. */
    private @Nullable Instruction gating(Instruction instruction) {
        if (instruction.operator() instanceof Operator.ActivateBackward gate) {
            Instruction activation = activations.get(instruction.operand(1));
            return activation != null && gate.function().equals(function(activation)) ? activation : null;
        }
        return null;
    }

    private static boolean activates(Instruction instruction) {
        return instruction.operator() instanceof Operator.Activate activate
                && (activate.function() instanceof Nonlinearity.Relu
                        || activate.function() instanceof Nonlinearity.Clip);
    }

    private static Nonlinearity function(Instruction activation) {
        return ((Operator.Activate) activation.operator()).function();
    }
}
