/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

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
import java.util.function.DoubleBinaryOperator;

/** Plain loops in float64: the oracle for every other backend. */
public final class ReferenceKernels implements Kernels<ReferenceArray> {
    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Scope scope() {
        return () -> {};
    }

    @Override
    public ReferenceArray load(Tensor batch) {
        double[] values = new double[batch.shape().elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = batch.at(i);
        }
        return new ReferenceArray(batch.shape(), values);
    }

    @Override
    public ReferenceArray load(Shape shape, double[] values) {
        return new ReferenceArray(shape, values.clone());
    }

    @Override
    public double[] values(ReferenceArray array) {
        return array.values().clone();
    }

    @Override
    public Tensor store(ReferenceArray array) {
        float[] floats = new float[array.values().length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) array.values()[i];
        }
        return Tensor.wrap(array.shape(), floats);
    }

    @Override
    public LinearKernel<ReferenceArray> convolution(
            Coefficients coefficients, Shape shape, Window window, int groups, Shape input) {
        return new ReferenceLinear(coefficients, shape, window, groups, input);
    }

    @Override
    public LinearKernel<ReferenceArray> dense(Coefficients coefficients, Shape shape) {
        Shape kernel = Shape.of(shape.dimension(0), shape.dimension(1), 1, 1);
        Shape input = Shape.of(shape.dimension(1), 1, 1);
        return new ReferenceLinear(coefficients, kernel, Window.square(1, 1, 0), 1, input).asDense();
    }

    @Override
    public Pools<ReferenceArray> pools() {
        return new ReferencePools();
    }

    @Override
    public Moves<ReferenceArray> moves() {
        return new ReferenceMoves();
    }

    @Override
    public Sums<ReferenceArray> sums() {
        return new ReferenceSums();
    }

    @Override
    public Norms<ReferenceArray> norms() {
        return new ReferenceNorms();
    }

    @Override
    public ReferenceArray activate(ReferenceArray x, Nonlinearity function) {
        int elements = x.sample().elementCount();
        double[] result = new double[x.values().length];
        for (int i = 0; i < result.length; i++) {
            result[i] = function.value(x.values()[i], i % elements);
        }
        return new ReferenceArray(x.shape(), result);
    }

    @Override
    public ReferenceArray activateBackward(ReferenceArray r, ReferenceArray x, Nonlinearity function) {
        int elements = x.sample().elementCount();
        double[] result = new double[x.values().length];
        for (int i = 0; i < result.length; i++) {
            double slope = function.derivative(x.values()[i], i % elements);
            result[i] = slope == 0 ? 0 : r.values()[i] * slope;
        }
        return new ReferenceArray(x.shape(), result);
    }

    @Override
    public ReferenceArray scale(ReferenceArray x, double factor) {
        return zip(x, x, (a, b) -> a * factor);
    }

    @Override
    public ReferenceArray constant(ReferenceArray like, double value) {
        return zip(like, like, (a, b) -> value);
    }

    @Override
    public ReferenceArray add(ReferenceArray a, ReferenceArray b) {
        return zip(a, b, Double::sum);
    }

    @Override
    public ReferenceArray multiply(ReferenceArray a, ReferenceArray b) {
        return zip(a, b, (left, right) -> left * right);
    }

    @Override
    public ReferenceArray divide(ReferenceArray r, ReferenceArray z, double epsilon) {
        return zip(r, z, (a, b) -> {
            if (epsilon == 0) {
                return b == 0 ? 0 : a / b;
            }
            return a / (b + (b < 0 ? -epsilon : epsilon));
        });
    }

    @Override
    public LinearMap<ReferenceArray> affine(double[] scale, double[] shift, Shape input) {
        return new ReferenceAffine(scale, shift);
    }

    @Override
    public void close() {}

    private static ReferenceArray zip(ReferenceArray a, ReferenceArray b, DoubleBinaryOperator operator) {
        if (!a.shape().equals(b.shape())) {
            throw new IllegalArgumentException(a.shape() + " and " + b.shape());
        }
        double[] result = new double[a.values().length];
        for (int i = 0; i < result.length; i++) {
            result[i] = operator.applyAsDouble(a.values()[i], b.values()[i]);
        }
        return new ReferenceArray(a.shape(), result);
    }
}
