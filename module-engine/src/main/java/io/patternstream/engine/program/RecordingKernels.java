/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import io.patternstream.engine.spi.LinearMap;
import io.patternstream.engine.spi.Moves;
import io.patternstream.engine.spi.Norms;
import io.patternstream.engine.spi.Pools;
import io.patternstream.engine.spi.Sums;

/** Kernels that compute nothing but record what they are asked. */
final class RecordingKernels implements Kernels<Value> {
    private final Tape tape;

    RecordingKernels(Tape tape) {
        this.tape = tape;
    }

    @Override
    public String name() {
        return "recorder";
    }

    @Override
    public Scope scope() {
        return () -> {};
    }

    @Override
    public Value load(Tensor batch) {
        return tape.input(batch.shape());
    }

    @Override
    public Value load(Shape shape, double[] values) {
        return tape.input(shape);
    }

    @Override
    public double[] values(Value array) {
        throw notComputed();
    }

    @Override
    public Tensor store(Value array) {
        throw notComputed();
    }

    @Override
    public LinearKernel<Value> convolution(
            Coefficients coefficients, Shape shape, Window window, int groups, Shape input) {
        Shape output = Shape.of(
                shape.dimension(0), window.outputHeight(input.dimension(1)), window.outputWidth(input.dimension(2)));
        return new RecordedLayer(tape, new LinearLayer(coefficients, shape, window, groups, input), output);
    }

    @Override
    public LinearKernel<Value> dense(Coefficients coefficients, Shape shape) {
        Shape input = Shape.of(shape.dimension(1));
        return new RecordedLayer(
                tape, new LinearLayer(coefficients, shape, null, 1, input), Shape.of(shape.dimension(0)));
    }

    @Override
    public LinearMap<Value> affine(double[] scale, double[] shift, Shape input) {
        return new RecordedAffine(tape, new Operator.AffineLayer(tape.weights(scale), tape.weights(shift), input));
    }

    @Override
    public Pools<Value> pools() {
        return new RecordedPools(tape);
    }

    @Override
    public Moves<Value> moves() {
        return new RecordedMoves(tape);
    }

    @Override
    public Norms<Value> norms() {
        return new RecordedNorms(tape);
    }

    @Override
    public Sums<Value> sums() {
        return new RecordedSums(tape);
    }

    @Override
    public Value activate(Value x, Nonlinearity function) {
        return tape.record(new Operator.Activate(function), x.shape(), x);
    }

    @Override
    public Value activateBackward(Value r, Value x, Nonlinearity function) {
        return tape.record(new Operator.ActivateBackward(function), x.shape(), r, x);
    }

    @Override
    public Value add(Value a, Value b) {
        return tape.record(new Operator.Add(), a.shape(), a, b);
    }

    @Override
    public Value multiply(Value a, Value b) {
        return tape.record(new Operator.Multiply(), a.shape(), a, b);
    }

    @Override
    public Value divide(Value r, Value z, double epsilon) {
        return tape.record(new Operator.Divide(epsilon), z.shape(), r, z);
    }

    @Override
    public Value scale(Value x, double factor) {
        return tape.record(new Operator.Scale(factor), x.shape(), x);
    }

    @Override
    public Value constant(Value like, double value) {
        return tape.record(new Operator.Constant(value), like.shape());
    }

    @Override
    public void close() {}

    private static IllegalStateException notComputed() {
        return new IllegalStateException("nothing is computed while a program is recorded");
    }
}
