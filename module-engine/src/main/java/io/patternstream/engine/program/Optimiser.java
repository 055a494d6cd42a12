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
        Program apart = parts(parts(DeadCode.remove(simpler))); // of concatenations, then of their max pools
        Program fused = ActivationFusion.fuse(AdditionFusion.fuse(apart));
        Program joined = DeadCode.remove(JoinedGates.join(fused));
        Program moved = PooledGates.move(PooledGates.move(joined)); // sums move first, then what they kept in place
        return DeadCode.remove(EarlySums.move(moved));
    }

    private static Program parts(Program program) {
        return DeadCode.remove(ConcatParts.use(program));
    }
}
