/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.kernels;

import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.program.CompilerProvider;
import io.patternstream.engine.program.Executable;
import io.patternstream.engine.program.Optimiser;
import io.patternstream.engine.program.Recorder;
import io.patternstream.engine.program.Value;
import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Backend;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.KernelsProvider;
import io.patternstream.engine.spi.Precision;
import io.patternstream.engine.spi.Sums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs calculations on backends of either kind. */
@SuppressWarnings("try") // scopes work by being open
public final class Calculator {
    private Calculator() {}

    /**
     * Runs a calculation one kernel after the other, or as a compiled program of one section.
     *
     * @param backend a provider of kernels or of a compiler
     * @param calculation what is computed
     * @param inputs what from
     * @return the results, C order
     */
    public static List<double[]> run(Backend backend, Calculation calculation, Tensor... inputs) {
        if (backend instanceof KernelsProvider provider) {
            try (Kernels<?> kernels = provider.create(0)) {
                return run(kernels, calculation, inputs);
            }
        }
        try (Compiler compiler = ((CompilerProvider) backend).create(Precision.F32, Algorithm.AUTO, 0)) {
            return run(compiler, calculation, inputs);
        }
    }

    /** The results of plain loops in float64. */
    static List<double[]> expected(Calculation calculation, Tensor... inputs) {
        return run(new ReferenceProvider(), calculation, inputs);
    }

    /**
     * Adds up on a backend.
     *
     * @param backend a provider of kernels or of a compiler
     * @param sum what is added up
     * @param inputs what from
     * @return one number per sample
     */
    static double[] sums(Backend backend, Sum sum, Tensor... inputs) {
        if (backend instanceof KernelsProvider provider) {
            try (Kernels<?> kernels = provider.create(0)) {
                return sums(kernels, sum, inputs);
            }
        }
        try (Compiler compiler = ((CompilerProvider) backend).create(Precision.F32, Algorithm.AUTO, 0)) {
            Recorder recorder = Recorder.create();
            List<Value> values = record(recorder, inputs);
            sum.of(recorder.kernels().sums(), values);
            try (Executable executable = compiler.compile(Optimiser.optimise(recorder.program()))) {
                load(executable, values, inputs);
                executable.run(0);
                recorder.totals().forEach(total -> total.read(executable));
            }
            return numbers(recorder.totals().get(0), inputs[0]);
        }
    }

    private static <A> double[] sums(Kernels<A> kernels, Sum sum, Tensor... inputs) {
        try (Kernels.Scope scope = kernels.scope()) {
            return numbers(sum.of(kernels.sums(), load(kernels, inputs)), inputs[0]);
        }
    }

    private static double[] numbers(Sums.Total total, Tensor input) {
        double[] numbers = new double[input.shape().dimension(0)];
        total.addTo(numbers, 1);
        return numbers;
    }

    private static <A> List<A> load(Kernels<A> kernels, Tensor... inputs) {
        return Arrays.stream(inputs).map(kernels::load).toList();
    }

    private static List<Value> record(Recorder recorder, Tensor... inputs) {
        return Arrays.stream(inputs).map(input -> recorder.input(input.shape())).toList();
    }

    private static void load(Executable executable, List<Value> values, Tensor... inputs) {
        for (int i = 0; i < inputs.length; i++) {
            executable.load(values.get(i), inputs[i]);
        }
    }

    private static <A> List<double[]> run(Kernels<A> kernels, Calculation calculation, Tensor... inputs) {
        try (Kernels.Scope scope = kernels.scope()) {
            return calculation.on(kernels, load(kernels, inputs)).stream()
                    .map(kernels::values)
                    .toList();
        }
    }

    /**
     * Runs a calculation as a compiled program of one section.
     *
     * @param compiler stays open
     * @param calculation what is computed
     * @param inputs what from
     * @return the results, C order
     */
    public static List<double[]> run(Compiler compiler, Calculation calculation, Tensor... inputs) {
        Recorder recorder = Recorder.create();
        List<Value> values = record(recorder, inputs);
        List<Value> outputs = calculation.on(recorder.kernels(), values);
        outputs.forEach(recorder::keep);
        List<double[]> results = new ArrayList<>();
        try (Executable executable = compiler.compile(Optimiser.optimise(recorder.program()))) {
            load(executable, values, inputs);
            executable.run(0);
            for (Value output : outputs) {
                double[] result = new double[output.shape().elementCount()];
                executable.store(output, result);
                results.add(result);
            }
        }
        return results;
    }

    /** Something to add up. */
    interface Sum {
        /** Sums of a backend's arrays. */
        <A> Sums.Total of(Sums<A> sums, List<A> inputs);
    }
}
