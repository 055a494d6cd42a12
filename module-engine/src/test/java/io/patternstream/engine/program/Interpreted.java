/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.reference.ReferenceCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a program's outputs come to on random inputs, interpreted in float64. */
final class Interpreted {
    private Interpreted() {}

    /** The outputs of every section, one after the other; sums among them. */
    static List<double[]> outputs(Program program, long seed) {
        Random random = new Random(seed);
        List<double[]> results = new ArrayList<>();
        try (ReferenceCompiler compiler = new ReferenceCompiler();
                Executable executable = compiler.compile(program)) {
            for (int i = 0; i < program.sections().size(); i++) {
                Section section = program.sections().get(i);
                for (Instruction instruction : section.instructions()) {
                    if (instruction.operator() instanceof Operator.Input) {
                        Shape shape = instruction.result().shape();
                        executable.load(
                                instruction.result(),
                                random.doubles(shape.elementCount(), -1, 1).toArray());
                    }
                }
                executable.run(i);
                section.outputs().forEach(output -> results.add(read(program, executable, output)));
            }
        }
        return results;
    }

    /** All operators of a section, in order. */
    static List<Operator> operators(Program program, int section) {
        return program.sections().get(section).instructions().stream()
                .map(Instruction::operator)
                .toList();
    }

    private static double[] read(Program program, Executable executable, Value output) {
        double[] values = new double[output.shape().elementCount()];
        boolean sums = program.sections().stream()
                .flatMap(section -> section.instructions().stream())
                .filter(instruction -> instruction.result().equals(output))
                .anyMatch(instruction -> instruction.operator() instanceof Operator.WeightedSum
                        || instruction.operator() instanceof Operator.SignedSum);
        if (sums) {
            executable.sums(output, values);
        } else {
            executable.store(output, values);
        }
        return values;
    }
}
