/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.program.Executable;
import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Program;
import io.patternstream.engine.program.Section;
import io.patternstream.engine.program.Value;
import io.patternstream.engine.spi.LinearKernel;
import io.patternstream.engine.spi.Sums;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Interprets a program, and refuses what the rules of programs do not allow. */
final class ReferenceExecutable implements Executable {
    private final ReferenceCompiler compiler;
    private final ReferenceKernels kernels = new ReferenceKernels();
    private final Interpreter interpreter = new Interpreter(kernels);
    private final Map<Value, ReferenceArray> inputs = new HashMap<>();
    private final Map<Value, ReferenceArray> forward = new HashMap<>();
    private final Map<Value, ReferenceArray> own = new HashMap<>();
    private final Map<Value, Sums.Total> totals = new HashMap<>();
    private Program program;
    private int last = -1;

    ReferenceExecutable(ReferenceCompiler compiler, Program program) {
        this.compiler = compiler;
        this.program = program;
        requireUnique(program);
        prepare();
    }

    @Override
    public void load(Value input, Tensor values) {
        requireInput(input);
        inputs.put(input, kernels.load(values.reshape(input.shape())));
    }

    @Override
    public void load(Value input, double[] values) {
        requireInput(input);
        inputs.put(input, new ReferenceArray(input.shape(), values.clone()));
    }

    @Override
    public void run(int section, ActivationTap tap) {
        if (section == 0) {
            forward.clear();
        } else if (last < 0) {
            throw new IllegalStateException("section " + section + " before section 0");
        }
        own.clear();
        totals.clear();
        last = section;
        for (Instruction instruction : program.sections().get(section).instructions()) {
            run(instruction, tap);
        }
        if (section == 0) {
            forward.putAll(own);
            own.clear();
        }
    }

    @Override
    public void store(Value output, float[] target) {
        double[] values = output(output).values();
        for (int i = 0; i < target.length; i++) {
            target[i] = (float) values[i];
        }
    }

    @Override
    public void store(Value output, double[] target) {
        System.arraycopy(output(output).values(), 0, target, 0, target.length);
    }

    @Override
    public void sums(Value sums, double[] target) {
        requireOutput(sums);
        java.util.Arrays.fill(target, 0);
        totals.get(sums).addTo(target, 1);
    }

    @Override
    public void rebind(Program other) {
        for (int i = 0; i < program.sections().size(); i++) {
            Section before = program.sections().get(i);
            Section after = other.sections().get(i);
            boolean same = before.outputs().equals(after.outputs())
                    && before.instructions().stream()
                            .map(Instruction::result)
                            .toList()
                            .equals(after.instructions().stream()
                                    .map(Instruction::result)
                                    .toList());
            if (!same) {
                throw new IllegalArgumentException("section " + i + " differs in more than coefficients");
            }
        }
        program = other;
        prepare();
    }

    @Override
    public long nativeBytes() {
        return 0;
    }

    @Override
    public void close() {
        compiler.closed();
    }

    private void prepare() {
        for (Section section : program.sections()) {
            for (Instruction instruction : section.instructions()) {
                if (instruction.operator() instanceof Operator.Forward layer) {
                    compiler.prepare(layer.layer());
                } else if (instruction.operator() instanceof Operator.Transpose layer) {
                    compiler.prepare(layer.layer());
                }
            }
        }
    }

    private void run(Instruction instruction, ActivationTap tap) {
        Operator operator = instruction.operator();
        List<ReferenceArray> operands =
                instruction.operands().stream().map(this::value).toList();
        Value result = instruction.result();
        if (operator instanceof Operator.WeightedSum sum) {
            totals.put(
                    result,
                    kernels.sums().weighted(operands.get(0), sum.weights().toArray()));
        } else if (operator instanceof Operator.SignedSum) {
            totals.put(result, kernels.sums().signed(operands.get(0), operands.get(1)));
        } else if (operator instanceof Operator.Moments moments) {
            compiler.prepare(moments.layer()).moments(operands.get(0), operands.get(1), moments.name(), tap);
        } else {
            ReferenceArray array = array(operator, operands, result);
            if (!array.shape().equals(result.shape())) {
                throw new IllegalStateException(instruction + " gave the shape " + array.shape());
            }
            own.put(result, array);
        }
    }

    private ReferenceArray array(Operator operator, List<ReferenceArray> operands, Value result) {
        if (operator instanceof Operator.Input) {
            ReferenceArray input = inputs.get(result);
            if (input == null) {
                throw new IllegalStateException("input " + result + " was not loaded");
            }
            return input;
        }
        if (operator instanceof Operator.Forward forwards) {
            LinearKernel<ReferenceArray> layer = compiler.prepare(forwards.layer());
            ReferenceArray z = added(layer.forward(operands.get(0)), operands);
            Nonlinearity activation = forwards.activation();
            return activation == null ? z : interpreter.activated(z, activation);
        }
        if (operator instanceof Operator.Transpose transpose) {
            return added(compiler.prepare(transpose.layer()).transpose(operands.get(0)), operands);
        }
        return interpreter.run(operator, operands, result.shape());
    }

    private ReferenceArray added(ReferenceArray result, List<ReferenceArray> operands) {
        return operands.size() == 1 ? result : kernels.add(result, operands.get(1));
    }

    private ReferenceArray value(Value value) {
        ReferenceArray array = own.getOrDefault(value, forward.get(value));
        if (array == null) {
            throw new IllegalStateException(value + " is neither of this section nor of section 0");
        }
        return array;
    }

    private ReferenceArray output(Value output) {
        requireOutput(output);
        return value(output);
    }

    private void requireOutput(Value value) {
        boolean output = program.forward().outputs().contains(value)
                || program.sections().get(last).outputs().contains(value);
        if (!output) {
            throw new IllegalArgumentException(value + " is not an output of section 0 or " + last);
        }
    }

    private void requireInput(Value value) {
        boolean input = program.sections().stream()
                .flatMap(section -> section.instructions().stream())
                .anyMatch(instruction ->
                        instruction.result().equals(value) && instruction.operator() instanceof Operator.Input);
        if (!input) {
            throw new IllegalArgumentException(value + " is not an input");
        }
    }

    private static void requireUnique(Program program) {
        Set<Integer> seen = new HashSet<>();
        program.sections().stream()
                .flatMap(section -> section.instructions().stream())
                .forEach(instruction -> {
                    if (!seen.add(instruction.result().id())) {
                        throw new IllegalArgumentException(instruction + " computes a value again");
                    }
                });
    }
}
