/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.reference.GivenCoefficients;
import io.patternstream.engine.spi.Backend;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Layers with weights, forward and transposed, and pools against plain loops in float64, with shapes that leave odd rests for
 * every vector and block. A subclass names its backend.
 */
public abstract class LayersContract {
    /** Of the largest value: float32 has 6e-8, up to 1000 products are summed, and Winograd's transformations add 2e-6. */
    private static final double TOLERANCE = 6e-6;

    /** For subclasses. */
    protected LayersContract() {}

    /** {@return a provider of kernels or of a compiler} */
    protected abstract Backend backend();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    final void randomConvolutionsAndPools(int seed) {
        RandomCase random = RandomCase.of(seed);
        assertAgrees(random.toString(), new Convolved(random), random.x(), random.z());
        for (Pool pool : Pool.values()) {
            assertAgrees(
                    pool + " " + random.poolWindow(),
                    new Pooled(random.poolWindow(), pool, random.ties().shape().inner()),
                    random.ties());
        }
    }

    /** Strides go with transposes of several kinds, each with its own idea of what lies at the border. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    final void everyStrideAndPaddingOfAKernel(int kernel) {
        for (int stride = 1; stride <= 3; stride++) {
            for (int pad = 0; pad < kernel; pad++) {
                for (int[] size : new int[][] {{12, 18}, {13, 11}, {7, 9}}) {
                    int other = (pad + 1) % kernel;
                    Window window = new Window(kernel, kernel, stride, stride, pad, pad, other, pad, 1, 1);
                    assertConvolves(new Layer(stride == 3 ? 1 : 3, 5, 1, size[0], size[1], window), 2);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 1",
        "3, 64, 1, 33, 17",
        "17, 33, 1, 7, 9",
        "16, 16, 1, 14, 14",
        "32, 48, 1, 8, 8",
        "15, 31, 1, 5, 6",
        "6, 4, 2, 9, 7",
        "32, 32, 2, 9, 7",
        "24, 24, 24, 9, 7",
        "16, 16, 16, 12, 12",
        "40, 40, 4, 6, 5"
    })
    final void channelsAndGroupsOfAnyNumber(int inputs, int outputs, int groups, int height, int width) {
        for (int batch : new int[] {1, 2, 3, 8}) {
            assertConvolves(new Layer(inputs, outputs, groups, height, width, Window.square(3, 1, 1)), batch);
            assertConvolves(new Layer(inputs, outputs, groups, height, width, Window.square(1, 1, 0)), batch);
        }
        Window dilated = new Window(3, 3, 1, 1, 2, 1, 2, 3, 2, 3);
        Window strided = new Window(3, 3, 2, 2, 1, 0, 0, 1, 1, 1);
        Window uneven = new Window(3, 1, 1, 2, 1, 0, 1, 0, 1, 1);
        for (Window window : List.of(dilated, strided, uneven)) {
            if (window.outputHeight(height) > 0 && window.outputWidth(width) > 0 && height > 1) {
                assertConvolves(new Layer(inputs, outputs, groups, height, width, window), 2);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"11, 7", "1, 1", "1000, 10", "33, 65", "16, 32"})
    final void denseLayers(int inputs, int outputs) {
        for (int batch : new int[] {1, 2, 3, 8}) {
            Random random = new Random(inputs);
            Dense dense = new Dense(
                    Shape.of(outputs, inputs),
                    random.doubles((long) outputs * inputs, -1, 1).toArray(),
                    random.doubles(outputs, -1, 1).toArray());
            assertAgrees(
                    "dense " + inputs + " to " + outputs,
                    dense,
                    gaussian(random, batch, inputs),
                    gaussian(random, batch, outputs));
        }
    }

    @Test
    final void allMaxPoolRelevanceReachesTheFirstOfEqualMaxima() {
        // Given
        Tensor x = Tensor.of(Shape.of(1, 1, 2, 3), -2, -1, -1, -1, -1, -3);
        Calculation spread = new Spread(new Window(2, 3, 1, 1, 0, 0, 0, 0, 1, 1));

        // When, Then
        assertThat(Calculator.run(backend(), spread, x, Tensor.of(Shape.of(1, 1, 1, 1), 5))
                        .get(0))
                .containsExactly(0, 5, 0, 0, 0, 0);
    }

    @Test
    final void elementwiseOperationsAtZerosToo() {
        Tensor a = Tensor.of(Shape.of(1, 7), 3, -2, 5, 0, -4, 7, 1);
        Tensor b = Tensor.of(Shape.of(1, 7), 0, -0f, 2, 3, -1, 1e-30f, -2);
        assertAgrees("elementwise", new Elementwise(), a, b);
    }

    @ParameterizedTest
    @CsvSource({"2, 6", "1, 31", "16, 32", "17, 5", "48, 16"})
    final void channelsUndoConcatenation(int left, int right) {
        // Given
        Random random = new Random(5);
        Tensor first = gaussian(random, 3, left, 4, 5);
        Tensor second = gaussian(random, 3, right, 4, 5);

        // When
        List<double[]> got = Calculator.run(backend(), new Joined(left, right), first, second);

        // Then
        List<double[]> expected = Calculator.expected(new Joined(left, right), first, second);
        Distance.assertClose("joined", got, expected, 0);
    }

    private void assertConvolves(Layer layer, int batch) {
        Random random = new Random(layer.hashCode());
        RandomConvolution convolution = RandomConvolution.of(layer, random);
        assertAgrees(
                layer + ", batch " + batch,
                convolution,
                gaussian(random, batch, layer.inputs, layer.height, layer.width),
                gaussian(
                        random,
                        batch,
                        layer.outputs,
                        layer.window.outputHeight(layer.height),
                        layer.window.outputWidth(layer.width)));
    }

    private void assertAgrees(String what, Calculation calculation, Tensor... inputs) {
        List<double[]> got = Calculator.run(backend(), calculation, inputs);
        Distance.assertClose(what, got, Calculator.expected(calculation, inputs), TOLERANCE);
    }

    private static Tensor gaussian(Random random, int... shape) {
        return RandomCase.gaussian(random, 0, Shape.of(shape));
    }

    private record Layer(int inputs, int outputs, int groups, int height, int width, Window window) {}

    /** Forward, forward and rectified, transposed. */
    private static <A> List<A> both(Kernels<A> kernels, LinearKernel<A> layer, List<A> inputs) {
        A z = layer.forward(inputs.get(0));
        A rectified = kernels.activate(layer.forward(inputs.get(0)), new Nonlinearity.Relu());
        return List.of(z, rectified, layer.transpose(inputs.get(1)));
    }

    private record Convolved(RandomCase random) implements Calculation {
        @Override
        public <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            try (LinearKernel<A> layer = random.prepare(kernels)) {
                return both(kernels, layer, inputs);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record RandomConvolution(Layer layer, Shape shape, double[] weights, double[] bias) implements Calculation {
        static RandomConvolution of(Layer layer, Random random) {
            Shape shape = Shape.of(
                    layer.outputs,
                    layer.inputs / layer.groups,
                    layer.window.kernelHeight(),
                    layer.window.kernelWidth());
            return new RandomConvolution(
                    layer,
                    shape,
                    random.doubles(shape.elementCount(), -1, 1).toArray(),
                    random.doubles(layer.outputs, -1, 1).toArray());
        }

        @Override
        public <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            Shape input = Shape.of(layer.inputs, layer.height, layer.width);
            try (LinearKernel<A> prepared = kernels.convolution(
                    GivenCoefficients.of(weights, bias), shape, layer.window, layer.groups, input)) {
                return both(kernels, prepared, inputs);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Dense(Shape shape, double[] weights, double[] bias) implements Calculation {
        @Override
        public <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            try (LinearKernel<A> layer = kernels.dense(GivenCoefficients.of(weights, bias), shape)) {
                return both(kernels, layer, inputs);
            }
        }
    }

    private enum Pool {
        MAX,
        AVERAGE,
        AVERAGE_WITH_PADDING
    }

    private record Pooled(Window window, Pool pool, Shape sample) implements Calculation {
        @Override
        public <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            A x = inputs.get(0);
            if (pool == Pool.MAX) {
                A maxima = kernels.pools().max(x, window);
                return List.of(maxima, kernels.pools().maxBackward(maxima, x, window));
            }
            boolean padded = pool == Pool.AVERAGE_WITH_PADDING;
            A means = kernels.pools().average(x, window, padded);
            return List.of(means, kernels.pools().averageBackward(means, sample, window, padded));
        }
    }

    private record Spread(Window window) implements Calculation {
        @Override
        public <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            A x = inputs.get(0);
            A maxima = kernels.pools().max(x, window);
            return List.of(kernels.pools().maxBackward(inputs.get(1), x, window), maxima);
        }
    }

    private record Joined(int left, int right) implements Calculation {
        @Override
        public <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            A joined = kernels.moves().concat(inputs);
            return List.of(
                    joined,
                    kernels.moves().channels(joined, 0, left),
                    kernels.moves().channels(joined, left, right),
                    kernels.moves().reshape(joined, Shape.of((left + right) * 4 * 5)));
        }
    }

    private record Elementwise() implements Calculation {
        @Override
        public <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            A a = inputs.get(0);
            A b = inputs.get(1);
            Nonlinearity relu = new Nonlinearity.Relu();
            return List.of(
                    kernels.activateBackward(a, b, relu),
                    kernels.add(a, b),
                    kernels.multiply(a, b),
                    kernels.divide(a, b, 0),
                    kernels.divide(a, b, 0.25),
                    kernels.activate(a, relu),
                    kernels.scale(a, -3),
                    kernels.constant(a, 7));
        }
    }
}
