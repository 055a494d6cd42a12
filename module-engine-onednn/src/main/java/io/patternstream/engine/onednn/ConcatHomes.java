/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.program.Section;
import io.patternstream.engine.program.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the parts of concatenations are written so that nothing has to be copied: in a batch of one image whose parts fill
 * their blocks, one part lies after the other.
 */
final class ConcatHomes {
    private static final int IMAGE_RANK = 4;

    private final Map<Value, Array> homes = new HashMap<>();

    ConcatHomes(Program program) {
        Map<Value, Operator> makers = new HashMap<>();
        for (Section section : program.sections()) {
            for (Instruction instruction : section.instructions()) {
                makers.put(instruction.result(), instruction.operator());
                if (instruction.operator() instanceof Operator.Concat && fits(instruction, makers)) {
                    settle(instruction);
                }
            }
        }
    }

    /** {@return where a part or a concatenation lies if all parts are stored like this; empty for anywhere} */
    Optional<Array> of(Value value) {
        return Optional.ofNullable(homes.get(value));
    }

    private static boolean fits(Instruction concat, Map<Value, Operator> makers) {
        return concat.result().shape().rank() == IMAGE_RANK
                && concat.result().shape().dimension(0) == 1
                && concat.operands().stream().distinct().count()
                        == concat.operands().size()
                && concat.operands().stream()
                        .allMatch(part -> part.shape().dimension(1) % Layout.BLOCK == 0
                                && makers.get(part) instanceof Operator.Forward);
    }

    private void settle(Instruction concat) {
        Array whole = Array.of(
                Layout.blocked(dnnl_f32, Layout.dimensions(concat.result().shape())));
        long offset = 0;
        for (Value part : concat.operands()) {
            if (homes.containsKey(part)) {
                return; // it is a part of another concatenation, too
            }
        }
        for (Value part : concat.operands()) {
            Layout layout = Layout.blocked(dnnl_f32, Layout.dimensions(part.shape()));
            homes.put(part, new Array(layout, whole.storage(), offset));
            offset += layout.bytes();
        }
        homes.put(concat.result(), whole);
    }
}
