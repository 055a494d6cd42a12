/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import io.patternstream.engine.spi.LinearMap;
import java.util.List;
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
            double[] weights, double[] bias, Shape shape, Window window, int groups, Shape input) {
        return new ReferenceLinear(weights, bias, shape, window, groups, input);
    }

    @Override
    public LinearKernel<ReferenceArray> dense(double[] weights, double[] bias, Shape shape) {
        Shape kernel = Shape.of(shape.dimension(0), shape.dimension(1), 1, 1);
        Shape input = Shape.of(shape.dimension(1), 1, 1);
        return new ReferenceLinear(weights, bias, kernel, Window.square(1, 1, 0), 1, input).asDense();
    }

    @Override
    public ReferenceArray maxPool(ReferenceArray x, Window window) {
        PoolWalk walk = new PoolWalk(x.sample(), window);
        double[] result = new double[walk.output().batchOf(x.samples()).elementCount()];
        walk.each(x.samples(), (output, covered) -> result[output] = x.values()[covered.largest(x.values())]);
        return new ReferenceArray(walk.output().batchOf(x.samples()), result);
    }

    @Override
    public ReferenceArray maxPoolBackward(ReferenceArray r, ReferenceArray x, Window window) {
        double[] result = new double[x.values().length];
        PoolWalk walk = new PoolWalk(x.sample(), window);
        walk.each(x.samples(), (output, covered) -> result[covered.largest(x.values())] += r.values()[output]);
        return new ReferenceArray(x.shape(), result);
    }

    @Override
    public ReferenceArray averagePool(ReferenceArray x, Window window, boolean countIncludePad) {
        PoolWalk walk = new PoolWalk(x.sample(), window);
        double[] result = new double[walk.output().batchOf(x.samples()).elementCount()];
        walk.each(x.samples(), (output, covered) -> {
            double sum = 0;
            for (int i = 0; i < covered.size(); i++) {
                sum += x.values()[covered.at(i)];
            }
            result[output] = sum / divisor(window, countIncludePad, covered);
        });
        return new ReferenceArray(walk.output().batchOf(x.samples()), result);
    }

    @Override
    public ReferenceArray averagePoolBackward(ReferenceArray r, Shape input, Window window, boolean countIncludePad) {
        double[] result = new double[input.batchOf(r.samples()).elementCount()];
        new PoolWalk(input, window).each(r.samples(), (output, covered) -> {
            for (int i = 0; i < covered.size(); i++) {
                result[covered.at(i)] += r.values()[output] / divisor(window, countIncludePad, covered);
            }
        });
        return new ReferenceArray(input.batchOf(r.samples()), result);
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
    public ReferenceArray concat(List<ReferenceArray> parts) {
        int samples = parts.get(0).samples();
        int channels =
                parts.stream().mapToInt(part -> part.sample().dimension(0)).sum();
        int[] sample = parts.get(0).sample().toArray();
        sample[0] = channels;
        Shape shape = Shape.of(sample).batchOf(samples);
        double[] result = new double[shape.elementCount()];
        int at = 0;
        for (int n = 0; n < samples; n++) {
            for (ReferenceArray part : parts) {
                int size = part.sample().elementCount();
                System.arraycopy(part.values(), n * size, result, at, size);
                at += size;
            }
        }
        return new ReferenceArray(shape, result);
    }

    @Override
    public ReferenceArray channels(ReferenceArray x, int from, int count) {
        int[] sample = x.sample().toArray();
        int plane = x.sample().elementCount() / sample[0];
        int whole = sample[0] * plane;
        sample[0] = count;
        Shape shape = Shape.of(sample).batchOf(x.samples());
        double[] result = new double[shape.elementCount()];
        for (int n = 0; n < x.samples(); n++) {
            System.arraycopy(x.values(), n * whole + from * plane, result, n * count * plane, count * plane);
        }
        return new ReferenceArray(shape, result);
    }

    @Override
    public ReferenceArray reshape(ReferenceArray x, Shape sample) {
        return new ReferenceArray(sample.batchOf(x.samples()), x.values());
    }

    @Override
    public LinearMap<ReferenceArray> affine(double[] scale, double[] shift, Shape input) {
        return new ReferenceAffine(scale, shift);
    }

    @Override
    public ReferenceArray rearrange(ReferenceArray x, IndexMap map) {
        int from = map.input().elementCount();
        int to = map.output().elementCount();
        double[] result = new double[x.samples() * to];
        for (int i = 0; i < result.length; i++) {
            int source = map.source(i % to);
            result[i] = source == IndexMap.FILL ? map.fill() : x.values()[i / to * from + source];
        }
        return new ReferenceArray(map.output().batchOf(x.samples()), result);
    }

    @Override
    public ReferenceArray rearrangeBackward(ReferenceArray r, IndexMap map) {
        int from = map.input().elementCount();
        int to = map.output().elementCount();
        double[] result = new double[r.samples() * from];
        for (int i = 0; i < r.values().length; i++) {
            int source = map.source(i % to);
            if (source != IndexMap.FILL) {
                result[i / to * from + source] += r.values()[i];
            }
        }
        return new ReferenceArray(map.input().batchOf(r.samples()), result);
    }

    @Override
    public ReferenceArray softmax(ReferenceArray x, boolean log) {
        return ReferenceNorms.softmax(x, log);
    }

    @Override
    public ReferenceArray softmaxBackward(ReferenceArray r, ReferenceArray y, boolean log) {
        return ReferenceNorms.softmaxBackward(r, y, log);
    }

    @Override
    public ReferenceArray localResponseNorm(ReferenceArray x, Operation.LocalResponseNorm norm) {
        return ReferenceNorms.localResponseNorm(x, norm);
    }

    @Override
    public ReferenceArray localResponseNormBackward(
            ReferenceArray r, ReferenceArray x, Operation.LocalResponseNorm norm) {
        return ReferenceNorms.localResponseNormBackward(r, x, norm);
    }

    @Override
    public ReferenceArray instanceNorm(ReferenceArray x, double epsilon) {
        return ReferenceNorms.instanceNorm(x, epsilon);
    }

    @Override
    public ReferenceArray instanceNormBackward(ReferenceArray r, ReferenceArray x, double epsilon) {
        return ReferenceNorms.instanceNormBackward(r, x, epsilon);
    }

    @Override
    public void close() {}

    /** At least 1: a window wholly on padding has the mean 0. */
    private static int divisor(Window window, boolean countIncludePad, PoolWalk.Covered covered) {
        return countIncludePad ? window.kernelHeight() * window.kernelWidth() : Math.max(1, covered.size());
    }

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
