/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.kernels.Calculation;
import io.patternstream.engine.kernels.Calculator;
import io.patternstream.engine.kernels.RandomCase;
import io.patternstream.engine.program.LinearLayer;
import io.patternstream.engine.reference.GivenCoefficients;
import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A layer of random weights, its input x, what goes back through it, r, and what plain loops in float64 make of them.
 *
 * @param layer the layer
 * @param x {@code [N, C, H, W]} or {@code [N, I]}
 * @param r shaped like the layer's output
 */
record RandomLayer(LinearLayer layer, Tensor x, Tensor r) {
    static final int BATCH = 2;

    private static final int DROPPED_BITS = 16;

    static RandomLayer convolution(int inputs, int outputs, int groups, int[] size, Window window) {
        Shape shape = Shape.of(outputs, inputs / groups, window.kernelHeight(), window.kernelWidth());
        Shape output = Shape.of(outputs, window.outputHeight(size[0]), window.outputWidth(size[1]));
        return of(shape, window, groups, Shape.of(inputs, size[0], size[1]), output);
    }

    static RandomLayer dense(int inputs, int outputs) {
        return of(Shape.of(outputs, inputs), null, 1, Shape.of(inputs), Shape.of(outputs));
    }

    private static RandomLayer of(Shape shape, @Nullable Window window, int groups, Shape input, Shape output) {
        Random random = new Random(input.dimension(0) + shape.dimension(0));
        Coefficients coefficients = GivenCoefficients.of(
                random.doubles(shape.elementCount(), -1, 1).toArray(),
                random.doubles(shape.dimension(0), -1, 1).toArray());
        return new RandomLayer(
                new LinearLayer(coefficients, shape, window, groups, input),
                RandomCase.gaussian(random, 0, input.batchOf(BATCH)),
                RandomCase.gaussian(random, 0, output.batchOf(BATCH)));
    }

    /** {@code W x + b} and {@code W^T r}. */
    List<double[]> expected() {
        return Calculator.run(new ReferenceProvider(), new Both(layer), x, r);
    }

    /** {@return the same with weights, x and r rounded to the nearest bfloat16, to the even one of two} */
    RandomLayer rounded() {
        double[] weights = new double[layer.shape().elementCount()];
        Arrays.setAll(weights, i -> rounded((float) layer.coefficients().weight(i)));
        LinearLayer rounded = new LinearLayer(
                GivenCoefficients.of(weights, layer.coefficients().bias()),
                layer.shape(),
                layer.window(),
                layer.groups(),
                layer.input());
        return new RandomLayer(rounded, rounded(x), rounded(r));
    }

    private static Tensor rounded(Tensor tensor) {
        float[] values = new float[tensor.shape().elementCount()];
        tensor.copyTo(values, 0);
        for (int i = 0; i < values.length; i++) {
            values[i] = rounded(values[i]);
        }
        return Tensor.of(tensor.shape(), values);
    }

    private static float rounded(float value) {
        int bits = Float.floatToRawIntBits(value);
        int odd = bits >>> DROPPED_BITS & 1;
        int carried = bits + (1 << (DROPPED_BITS - 1)) - 1 + odd;
        return Float.intBitsToFloat(carried >> DROPPED_BITS << DROPPED_BITS);
    }

    private record Both(LinearLayer layer) implements Calculation {
        @Override
        public <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            try (LinearKernel<A> prepared = layer.isDense()
                    ? kernels.dense(layer.coefficients(), layer.shape())
                    : kernels.convolution(
                            layer.coefficients(),
                            layer.shape(),
                            layer.requiredWindow(),
                            layer.groups(),
                            layer.input())) {
                return List.of(prepared.forward(inputs.get(0)), prepared.transpose(inputs.get(1)));
            }
        }
    }
}
