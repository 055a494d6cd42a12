/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.program.Section;

/** Turns a program's instructions into steps. */
final class Lowering implements AutoCloseable {
    private final PlanBuilder plan;
    private final LinearLowering linear;
    private final ElementwiseLowering elementwise;
    private final PoolLowering pools;
    private final MoveLowering moves;
    private final NormLowering norms;
    private final SumLowering sums;
    private final MomentsLowering moments;

    Lowering(Program program, WeightStore weights, Options options) {
        this.plan = new PlanBuilder(program);
        Binaries binaries = new Binaries(plan);
        this.linear = new LinearLowering(plan, binaries, weights, options);
        this.elementwise = new ElementwiseLowering(plan, binaries);
        this.pools = new PoolLowering(plan, program);
        this.moves = new MoveLowering(plan);
        this.norms = new NormLowering(plan);
        this.sums = new SumLowering(plan, binaries);
        this.moments = new MomentsLowering(plan, binaries);
        try {
            lower(program);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void lower(Program program) {
        int position = 0;
        for (Section section : program.sections()) {
            plan.section();
            sums.section();
            for (Instruction instruction : section.instructions()) {
                plan.at(position++);
                lower(instruction);
            }
            section.outputs().stream()
                    .filter(output -> !sums.computes(output) && !moments.computes(output))
                    .forEach(plan::output);
        }
    }

    /** Closes what was prepared so far: primitives and coefficients. */
    @Override
    public void close() {
        plan.close();
        linear.close();
    }

    PlanBuilder plan() {
        return plan;
    }

    LinearLowering linear() {
        return linear;
    }

    SumLowering sums() {
        return sums;
    }

    MomentsLowering moments() {
        return moments;
    }

    private void lower(Instruction instruction) {
        Operator operator = instruction.operator();
        if (operator instanceof Operator.Input) {
            plan.input(instruction.result());
        } else if (operator instanceof Operator.Forward || operator instanceof Operator.Transpose) {
            linear.lower(instruction);
        } else if (operator instanceof Operator.MaxPool
                || operator instanceof Operator.MaxPoolBackward
                || operator instanceof Operator.AveragePool
                || operator instanceof Operator.AveragePoolBackward) {
            pools.lower(instruction);
        } else if (operator instanceof Operator.Concat
                || operator instanceof Operator.Channels
                || operator instanceof Operator.Reshape
                || operator instanceof Operator.Rearrange
                || operator instanceof Operator.RearrangeBackward) {
            moves.lower(instruction);
        } else if (operator instanceof Operator.WeightedSum || operator instanceof Operator.SignedSum) {
            sums.lower(instruction);
        } else if (operator instanceof Operator.Moments) {
            moments.lower(instruction);
        } else if (operator instanceof Operator.Softmax
                || operator instanceof Operator.SoftmaxBackward
                || operator instanceof Operator.LocalResponse
                || operator instanceof Operator.LocalResponseBackward
                || operator instanceof Operator.InstanceNorm
                || operator instanceof Operator.InstanceNormBackward) {
            norms.lower(instruction);
        } else {
            elementwise.lower(instruction);
        }
    }
}
