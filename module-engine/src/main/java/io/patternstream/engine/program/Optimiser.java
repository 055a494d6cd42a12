/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

/** Makes programs smaller without changing what they compute from finite numbers, beyond the order of sums. Stateless. */
public final class Optimiser {
    private Optimiser() {}

    /**
     * Rewrites a program.
     *
     * @param program as it was recorded
     * @return one with the same inputs and outputs, under the same numbers
     */
    public static Program optimise(Program program) {
        Program rectified = new RectifiedOperands().apply(program);
        Program simpler = new ZeroPropagation().apply(new KnownSigns().apply(rectified));
        Program fused = ActivationFusion.fuse(AdditionFusion.fuse(DeadCode.remove(simpler)));
        return DeadCode.remove(PooledGates.move(fused));
    }
}
