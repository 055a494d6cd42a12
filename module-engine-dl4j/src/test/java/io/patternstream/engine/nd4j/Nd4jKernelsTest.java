/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.reference.GivenCoefficients;
import io.patternstream.engine.reference.ReferenceKernels;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every operation on random shapes against plain loops in float64. */
@SuppressWarnings("try") // scopes work by being open
class Nd4jKernelsTest {
    private static final Nonlinearity RELU = new Nonlinearity.Relu();
    /** Relative to the largest value: float32 has 6e-8, and up to 150 products are summed. */
    private static final double TOLERANCE = 3e-6;

    private static final int[] SEEDS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    @Test
    void convolutionsAgreeWithTheReferenceForwardAndTransposed() {
        for (int seed : SEEDS) {
            RandomCase random = RandomCase.of(seed);
            assertSame(seed, random, kernels -> forward(kernels, random));
            assertSame(seed, random, kernels -> transposed(kernels, random));
        }
    }

    @Test
    void pointwiseConvolutionsAgreeWithTheReference() {
        RandomCase random = RandomCase.of(20, Window.square(1, 1, 0));
        assertSame(20, random, kernels -> forward(kernels, random));
        assertSame(20, random, kernels -> transposed(kernels, random));
    }

    @Test
    void denseLayersAgreeWithTheReference() {
        Random random = new Random(3);
        double[] weights = random.doubles(7 * 11, -1, 1).toArray();
        double[] bias = random.doubles(7, -1, 1).toArray();
        Tensor x = gaussian(random, 5, 11);
        Tensor r = gaussian(random, 5, 7);
        RandomCase none = RandomCase.of(1);
        assertSame(3, none, kernels -> dense(kernels, weights, bias, x, false));
        assertSame(3, none, kernels -> dense(kernels, weights, bias, r, true));
    }

    @Test
    void poolsAgreeWithTheReferenceAndTiesGoToTheFirstMaximum() {
        for (int seed : SEEDS) {
            RandomCase random = RandomCase.of(seed);
            assertSame(seed, random, kernels -> pooled(kernels, random, Kind.MAX));
            assertSame(seed, random, kernels -> pooled(kernels, random, Kind.AVERAGE));
            assertSame(seed, random, kernels -> pooled(kernels, random, Kind.AVERAGE_WITH_PADDING));
        }
    }

    @Test
    void allMaxPoolRelevanceReachesTheFirstOfEqualMaxima() {
        try (Nd4jKernels kernels = new Nd4jKernels();
                Kernels.Scope scope = kernels.scope()) {
            // Given
            INDArray x = kernels.load(Tensor.of(Shape.of(1, 1, 2, 3), -2, -1, -1, -1, -1, -3));
            INDArray r = kernels.load(Tensor.of(Shape.of(1, 1, 1, 1), 5));

            // When
            Tensor spread = kernels.store(kernels.pools().maxBackward(r, x, new Window(2, 3, 1, 1, 0, 0, 0, 0, 1, 1)));

            // Then
            assertThat(floats(spread)).containsExactly(0, 5, 0, 0, 0, 0);
        }
    }

    @Test
    void elementwiseOperationsAgreeWithTheReferenceAtZerosToo() {
        Tensor a = Tensor.of(Shape.of(1, 7), 3, -2, 5, 0, -4, 7, 1);
        Tensor b = Tensor.of(Shape.of(1, 7), 0, -0f, 2, 3, -1, 1e-30f, -2);
        RandomCase none = RandomCase.of(1);
        assertSame(1, none, kernels -> binary(kernels, a, b, "gate"));
        assertSame(1, none, kernels -> binary(kernels, a, b, "add"));
        assertSame(1, none, kernels -> binary(kernels, a, b, "multiply"));
        assertSame(1, none, kernels -> binary(kernels, a, b, "divide"));
        assertSame(1, none, kernels -> binary(kernels, a, b, "stabilised"));
        assertSame(1, none, kernels -> binary(kernels, a, b, "relu"));
        assertSame(1, none, kernels -> binary(kernels, a, b, "scale"));
        assertSame(1, none, kernels -> binary(kernels, a, b, "constant"));
    }

    @Test
    void channelsUndoConcatenation() {
        try (Nd4jKernels kernels = new Nd4jKernels();
                Kernels.Scope scope = kernels.scope()) {
            // Given
            Random random = new Random(5);
            Tensor left = gaussian(random, 3, 2, 4, 5);
            Tensor right = gaussian(random, 3, 6, 4, 5);

            // When
            INDArray joined = kernels.moves().concat(List.of(kernels.load(left), kernels.load(right)));

            // Then
            assertThat(floats(kernels.store(kernels.moves().channels(joined, 0, 2))))
                    .containsExactly(floats(left));
            assertThat(floats(kernels.store(kernels.moves().channels(joined, 2, 6))))
                    .containsExactly(floats(right));
            assertThat(kernels.store(kernels.moves().reshape(joined, Shape.of(8 * 4 * 5)))
                            .shape())
                    .isEqualTo(Shape.of(3, 160));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e3})
    void momentsAgreeWithTheReferenceAlsoFarFromZero(double offset) {
        for (int seed : SEEDS) {
            // Given
            RandomCase random = RandomCase.of(seed);
            List<double[]> expected = new ArrayList<>();
            List<double[]> got = new ArrayList<>();

            // When
            moments(new ReferenceKernels(), random, offset, expected);
            moments(new Nd4jKernels(), random, offset, got);

            // Then: 1e-16 times the square of mean over deviation, at most 1e6 here, and some rows
            assertThat(got).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertClose("seed " + seed + " part " + i, got.get(i), expected.get(i), 1e-9);
            }
        }
    }

    @Test
    void fromTheThirdBatchOfASizeOnValuesTakeNoNewNativeMemory() {
        try (Nd4jKernels kernels = new Nd4jKernels()) {
            RandomCase random = RandomCase.of(4);
            try (LinearKernel<INDArray> layer = random.prepare(kernels)) {
                // Given
                run(kernels, layer, random);
                run(kernels, layer, random);
                long arena = kernels.workspaceBytes();
                long bytes = Pointer.totalBytes();

                // When
                for (int i = 0; i < 20; i++) {
                    run(kernels, layer, random);
                }

                // Then
                assertThat(arena).isPositive();
                assertThat(kernels.workspaceBytes()).isEqualTo(arena);
                // ND4J keeps a handle of 64 bytes per array until the next garbage collection; seven arrays a run
                assertThat(Pointer.totalBytes() - bytes).isLessThanOrEqualTo(20 * 7 * 64);
            }
        }
    }

    @Test
    void kernelsInUseShareTheThreadsOfBlas() {
        // Given
        try (Nd4jKernels alone = new Nd4jKernels()) {
            int all = openblas_nolapack.blas_get_num_threads();
            Nd4jKernels second = new Nd4jKernels();

            // When // Then
            assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(Math.max(1, all / 2));
            second.close();
            second.close();
            assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(all);
        }
    }

    @Test
    void arraysNeedAScopeAndScopesDoNotNest() {
        try (Nd4jKernels kernels = new Nd4jKernels()) {
            Tensor batch = Tensor.of(Shape.of(1, 1), 1);
            assertThatThrownBy(() -> kernels.load(batch)).isInstanceOf(IllegalStateException.class);
            try (Kernels.Scope scope = kernels.scope()) {
                assertThatThrownBy(kernels::scope).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    private static void run(Nd4jKernels kernels, LinearKernel<INDArray> layer, RandomCase random) {
        try (Kernels.Scope scope = kernels.scope()) {
            INDArray z = layer.forward(kernels.load(random.x()));
            INDArray gated = kernels.activateBackward(kernels.load(random.z()), z, RELU);
            kernels.store(layer.transpose(kernels.divide(gated, z, 0)));
        }
    }

    private static <A> Tensor forward(Kernels<A> kernels, RandomCase random) {
        try (Kernels.Scope scope = kernels.scope();
                LinearKernel<A> layer = random.prepare(kernels)) {
            return kernels.store(layer.forward(kernels.load(random.x())));
        }
    }

    private static <A> Tensor transposed(Kernels<A> kernels, RandomCase random) {
        try (Kernels.Scope scope = kernels.scope();
                LinearKernel<A> layer = random.prepare(kernels)) {
            return kernels.store(layer.transpose(kernels.load(random.z())));
        }
    }

    private static <A> void moments(Kernels<A> kernels, RandomCase random, double offset, List<double[]> parts) {
        try (kernels;
                Kernels.Scope scope = kernels.scope();
                LinearKernel<A> layer = random.prepare(kernels)) {
            layer.moments(
                    kernels.load(plus(random.x(), offset)),
                    kernels.load(random.z()),
                    new LayerId("layer"),
                    m -> copy(m, parts));
        }
    }

    private static void copy(LayerMoments moments, List<double[]> parts) {
        double[] counts = new double[moments.neurons()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = moments.counts()[i];
        }
        parts.add(counts);
        parts.add(new double[] {moments.positive() ? 1 : 0});
        parts.add(moments.meanX().clone());
        parts.add(moments.meanY().clone());
        parts.add(moments.coMoment().clone());
        parts.add(moments.m2Y().clone());
    }

    private static <A> Tensor dense(Kernels<A> kernels, double[] weights, double[] bias, Tensor x, boolean back) {
        try (Kernels.Scope scope = kernels.scope();
                LinearKernel<A> layer = kernels.dense(GivenCoefficients.of(weights, bias), Shape.of(7, 11))) {
            A array = kernels.load(x);
            return kernels.store(back ? layer.transpose(array) : layer.forward(array));
        }
    }

    private static <A> Tensor pooled(Kernels<A> kernels, RandomCase random, Kind kind) {
        try (Kernels.Scope scope = kernels.scope()) {
            A x = kernels.load(random.ties());
            Window window = random.poolWindow();
            boolean padded = kind == Kind.AVERAGE_WITH_PADDING;
            A pooled = kind == Kind.MAX
                    ? kernels.pools().max(x, window)
                    : kernels.pools().average(x, window, padded);
            A back = kind == Kind.MAX
                    ? kernels.pools().maxBackward(pooled, x, window)
                    : kernels.pools()
                            .averageBackward(pooled, random.ties().shape().inner(), window, padded);
            return kernels.store(kernels.moves().concat(List.of(flat(kernels, pooled), flat(kernels, back))));
        }
    }

    private static <A> A flat(Kernels<A> kernels, A array) {
        Shape sample = kernels.store(array).shape().inner();
        return kernels.moves().reshape(array, Shape.of(sample.elementCount()));
    }

    private static <A> Tensor binary(Kernels<A> kernels, Tensor left, Tensor right, String operation) {
        try (Kernels.Scope scope = kernels.scope()) {
            A a = kernels.load(left);
            A b = kernels.load(right);
            return kernels.store(
                    switch (operation) {
                        case "gate" -> kernels.activateBackward(a, b, RELU);
                        case "add" -> kernels.add(a, b);
                        case "multiply" -> kernels.multiply(a, b);
                        case "divide" -> kernels.divide(a, b, 0);
                        case "stabilised" -> kernels.divide(a, b, 0.25);
                        case "scale" -> kernels.scale(a, -3);
                        case "constant" -> kernels.constant(a, 7);
                        default -> kernels.activate(a, RELU);
                    });
        }
    }

    private static void assertSame(int seed, RandomCase random, Function<Kernels<?>, Tensor> operation) {
        try (Kernels<?> nd4j = new Nd4jKernels();
                Kernels<?> reference = new ReferenceKernels()) {
            Tensor expected = operation.apply(reference);
            Tensor got = operation.apply(nd4j);
            assertThat(got.shape()).isEqualTo(expected.shape());
            assertClose("seed " + seed + " " + random, doubles(got), doubles(expected), TOLERANCE);
        }
    }

    private static void assertClose(String what, double[] got, double[] expected, double tolerance) {
        double largest = 0;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(got).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).as(what + " at " + i).isCloseTo(expected[i], within(tolerance * largest));
        }
    }

    private static Tensor gaussian(Random random, int... shape) {
        return RandomCase.gaussian(random, 0, Shape.of(shape));
    }

    private static Tensor plus(Tensor tensor, double offset) {
        float[] values = floats(tensor);
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) offset;
        }
        return Tensor.wrap(tensor.shape(), values);
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[tensor.shape().elementCount()];
        tensor.copyTo(values, 0);
        return values;
    }

    private static double[] doubles(Tensor tensor) {
        double[] values = new double[tensor.shape().elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.at(i);
        }
        return values;
    }

    private enum Kind {
        MAX,
        AVERAGE,
        AVERAGE_WITH_PADDING
    }
}
