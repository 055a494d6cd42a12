/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.LinearMap;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle of all backends, itself checked: backward passes against finite differences, forward against closed forms. */
final class ReferenceKernelsTest {
    private static final ReferenceKernels KERNELS = new ReferenceKernels();
    private static final Shape IMAGE = Shape.of(5, 4, 3);
    private static final double STEP = 1e-5;
    /** Of the largest derivative: truncation is 1e-10 and rounding 1e-11 for values and derivatives near 1. */
    private static final double TOLERANCE = 1e-6;

    @ParameterizedTest
    @MethodSource("differentiables")
    void backwardIsTheTransposedJacobian(Differentiable operation) {
        // Given
        Random random = new Random(17);
        ReferenceArray x = gaussian(random, operation.centre, operation.input.batchOf(2));
        ReferenceArray r = gaussian(random, 0, operation.forward.apply(x).shape());

        // When
        double[] got = operation.backward.apply(r, x).values();

        // Then
        double[] expected = new double[got.length];
        for (int i = 0; i < got.length; i++) {
            double above = product(r, operation.forward.apply(moved(x, i, STEP)));
            double below = product(r, operation.forward.apply(moved(x, i, -STEP)));
            expected[i] = (above - below) / (2 * STEP);
        }
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(largest).isPositive();
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).as("at " + i).isCloseTo(expected[i], within(TOLERANCE * largest));
        }
    }

    static Stream<Differentiable> differentiables() {
        Random random = new Random(3);
        double[] scale = random.doubles(60, -2, 2).toArray();
        double[] shift = random.doubles(60, -2, 2).toArray();
        Window window = new Window(2, 3, 2, 1, 1, 0, 0, 2, 1, 1);
        return Stream.concat(
                Stream.of(
                        linear("affine per element", KERNELS.affine(scale, shift, IMAGE)),
                        linear(
                                "affine per channel",
                                KERNELS.affine(Arrays.copyOf(scale, 5), Arrays.copyOf(shift, 5), IMAGE)),
                        linear(
                                "convolution",
                                KERNELS.convolution(
                                        GivenCoefficients.of(scale, new double[2]),
                                        Shape.of(2, 5, 2, 3),
                                        window,
                                        1,
                                        IMAGE)),
                        moving("slice", List.of(new int[] {3, 1}, new int[] {0, 1, 2, 3}, new int[] {1})),
                        moving("pad", List.of(upTo(5), new int[] {-1, 0, 1, 2, 3, -1}, new int[] {-1, 0, 1, 2})),
                        moving("resize", List.of(upTo(5), new int[] {0, 0, 1, 1, 2, 2, 3, 3}, upTo(3))),
                        new Differentiable("max pool", x -> KERNELS.pools().max(x, window), (r, x) -> KERNELS.pools()
                                .maxBackward(r, x, window)),
                        new Differentiable(
                                "average pool",
                                x -> KERNELS.pools().average(x, window, false),
                                (r, x) -> KERNELS.pools().averageBackward(r, IMAGE, window, false)),
                        new Differentiable(
                                "average pool with padding",
                                x -> KERNELS.pools().average(x, window, true),
                                (r, x) -> KERNELS.pools().averageBackward(r, IMAGE, window, true)),
                        softmax(false),
                        softmax(true),
                        new Differentiable(
                                "instance norm", x -> KERNELS.norms().instanceNorm(x, 0.1), (r, x) -> KERNELS.norms()
                                        .instanceNormBackward(r, x, 0.1)),
                        localResponse(1),
                        localResponse(3),
                        localResponse(4),
                        localResponse(12)),
                nonlinearities().map(ReferenceKernelsTest::activation));
    }

    static Stream<Nonlinearity> nonlinearities() {
        double[] slopes = new Random(4).doubles(IMAGE.elementCount(), -1, 1).toArray();
        return Stream.of(
                new Nonlinearity.Relu(),
                new Nonlinearity.LeakyRelu(0.1),
                new Nonlinearity.PRelu(Parameters.of(IMAGE, slopes)),
                new Nonlinearity.Elu(0.7, 1.3),
                new Nonlinearity.Clip(-0.5, 0.6),
                new Nonlinearity.Sigmoid(),
                new Nonlinearity.Tanh(),
                new Nonlinearity.HardSigmoid(0.4, 0.3),
                new Nonlinearity.HardSwish(),
                new Nonlinearity.Swish(),
                new Nonlinearity.Gelu(),
                new Nonlinearity.TanhGelu(),
                new Nonlinearity.Softplus(),
                new Nonlinearity.Softsign(),
                new Nonlinearity.Reciprocal());
    }

    @Test
    void softmaxHasItsClosedFormAndDoesNotOverflow() {
        // Given: odds of 1 to 3, far from 0, and a row that holds no number
        double ln3 = Math.log(3);
        ReferenceArray x = array(Shape.of(3, 2), 1000, 1000 + ln3, Double.NaN, 1, -2000 + ln3, -2000);

        // When
        double[] odds = KERNELS.norms().softmax(x, false).values();
        double[] logarithms = KERNELS.norms().softmax(x, true).values();

        // Then
        close(odds, 0.25, 0.75, Double.NaN, Double.NaN, 0.75, 0.25);
        close(logarithms, Math.log(0.25), Math.log(0.75), Double.NaN, Double.NaN, Math.log(0.75), Math.log(0.25));
    }

    @Test
    void localResponseNormDividesByItsNeighbours() {
        // Given: for an even size the longer half lies above
        ReferenceArray x = array(Shape.of(1, 3, 1, 1), 1, 2, 3);
        Operation.LocalResponseNorm pair = new Operation.LocalResponseNorm(2, 4, 0.5, 1);
        Operation.LocalResponseNorm three = new Operation.LocalResponseNorm(3, 3, 1, 2);

        // When, Then
        close(
                KERNELS.norms().localResponseNorm(x, pair).values(),
                1 / Math.sqrt(1 + 2 * (1 + 4)),
                2 / Math.sqrt(1 + 2 * (4 + 9)),
                3 / Math.sqrt(1 + 2 * 9));
        close(KERNELS.norms().localResponseNorm(x, three).values(), 1.0 / (2 + 5), 2.0 / (2 + 14), 3.0 / (2 + 13));
    }

    @Test
    void instanceNormGivesEachChannelOfEachSampleMeanZero() {
        // Given: mean 2 and variance 1; constant; mean 5 and variance 4
        ReferenceArray x = array(Shape.of(1, 3, 1, 2), 1, 3, 7, 7, 3, 7);

        // When, Then
        close(KERNELS.norms().instanceNorm(x, 0).values(), -1, 1, Double.NaN, Double.NaN, -1, 1);
        double root = Math.sqrt(1.5);
        close(
                KERNELS.norms().instanceNorm(x, 0.5).values(),
                -1 / root,
                1 / root,
                0,
                0,
                -2 / Math.sqrt(4.5),
                2 / Math.sqrt(4.5));
    }

    @Test
    void rearrangingMovesValuesSampleBySample() {
        // Given
        Shape sample = Shape.of(2, 3);
        ReferenceArray x = array(sample.batchOf(2), 0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15);

        // When, Then
        close(
                KERNELS.moves().rearrange(x, IndexMap.transposed(sample, 1, 0)).values(),
                0,
                3,
                1,
                4,
                2,
                5,
                10,
                13,
                11,
                14,
                12,
                15);
        IndexMap padded = IndexMap.separable(sample, List.of(new int[] {1}, new int[] {-1, 0, 2}), 9);
        close(KERNELS.moves().rearrange(x, padded).values(), 9, 3, 5, 9, 13, 15);
    }

    @Test
    void affineMapsScaleChannelsOrElements() {
        // Given
        Shape sample = Shape.of(2, 2);
        ReferenceArray x = array(sample.batchOf(1), 1, 2, 3, 4);

        // When, Then
        try (LinearMap<ReferenceArray> channels = KERNELS.affine(new double[] {2, -1}, new double[] {5, 6}, sample);
                LinearMap<ReferenceArray> elements =
                        KERNELS.affine(new double[] {1, 2, 3, 4}, new double[] {1, 1, 0, 0}, sample)) {
            close(channels.forward(x).values(), 7, 9, 3, 2);
            close(elements.forward(x).values(), 2, 5, 9, 16);
        }
    }

    @Test
    void meanOfAWindowWhollyOnPaddingIsZero() {
        // Given: 2x2 windows over one pixel with two rows and columns of padding above and left
        ReferenceArray x = array(Shape.of(1, 1, 1, 1), 8);
        Window window = new Window(2, 2, 1, 1, 2, 2, 0, 0, 1, 1);

        // When, Then
        close(KERNELS.pools().average(x, window, false).values(), 0, 0, 0, 8);
        close(
                KERNELS.pools()
                        .averageBackward(array(Shape.of(1, 1, 2, 2), 1, 1, 1, 1), Shape.of(1, 1, 1), window, false)
                        .values(),
                1);
    }

    private static Differentiable linear(String name, LinearMap<ReferenceArray> map) {
        return new Differentiable(name, map::forward, (r, x) -> map.transpose(r));
    }

    private static Differentiable moving(String name, List<int[]> axes) {
        IndexMap map = IndexMap.separable(IMAGE, axes, 0.5);
        return new Differentiable(name, x -> KERNELS.moves().rearrange(x, map), (r, x) -> KERNELS.moves()
                .rearrangeBackward(r, map));
    }

    private static Differentiable softmax(boolean log) {
        return new Differentiable(
                log ? "log softmax" : "softmax", x -> KERNELS.norms().softmax(x, log), (r, x) -> KERNELS.norms()
                        .softmaxBackward(r, KERNELS.norms().softmax(x, log), log));
    }

    private static Differentiable localResponse(int size) {
        Operation.LocalResponseNorm norm = new Operation.LocalResponseNorm(size, 0.6, 0.75, 1.5);
        return new Differentiable(
                "local response norm of " + size,
                x -> KERNELS.norms().localResponseNorm(x, norm),
                (r, x) -> KERNELS.norms().localResponseNormBackward(r, x, norm));
    }

    private static Differentiable activation(Nonlinearity function) {
        double centre = function instanceof Nonlinearity.Reciprocal ? 6 : 0;
        return new Differentiable(
                function.toString(),
                centre,
                IMAGE,
                x -> KERNELS.activate(x, function),
                (r, x) -> KERNELS.activateBackward(r, x, function));
    }

    private static int[] upTo(int extent) {
        int[] all = new int[extent];
        Arrays.setAll(all, i -> i);
        return all;
    }

    private static ReferenceArray moved(ReferenceArray x, int element, double step) {
        double[] values = x.values().clone();
        values[element] += step;
        return new ReferenceArray(x.shape(), values);
    }

    private static double product(ReferenceArray a, ReferenceArray b) {
        double sum = 0;
        for (int i = 0; i < a.values().length; i++) {
            sum += a.values()[i] * b.values()[i];
        }
        return sum;
    }

    private static ReferenceArray gaussian(Random random, double centre, Shape shape) {
        double[] values = new double[shape.elementCount()];
        Arrays.setAll(values, i -> centre + random.nextGaussian());
        return new ReferenceArray(shape, values);
    }

    private static ReferenceArray array(Shape shape, double... values) {
        return new ReferenceArray(shape, values);
    }

    private static void close(double[] got, double... expected) {
        assertThat(got).containsExactly(expected, within(1e-12));
    }

    private record Differentiable(
            String name, double centre, Shape input, UnaryOperator<ReferenceArray> forward, Backward backward) {
        private Differentiable(String name, UnaryOperator<ReferenceArray> forward, Backward backward) {
            this(name, 0, IMAGE, forward, backward);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private interface Backward {
        ReferenceArray apply(ReferenceArray r, ReferenceArray x);
    }
}
