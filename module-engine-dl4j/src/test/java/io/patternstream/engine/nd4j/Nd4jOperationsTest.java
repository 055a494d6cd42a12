/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.reference.ReferenceKernels;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearMap;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Maps, rearrangements and normalisations against plain loops in float64. */
@SuppressWarnings("try") // scopes work by being open
final class Nd4jOperationsTest {
    private static final Shape IMAGE = Shape.of(6, 5, 7);
    /** Of the largest value: one rounding to float32, 6e-8, and where two numbers are subtracted a few more. */
    private static final double TOLERANCE = 1e-6;

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(Case operation) {
        // Given
        Random random = new Random(11);
        Tensor x = RandomCase.gaussian(random, 0, IMAGE.batchOf(3));

        // When
        double[] expected = results(new ReferenceKernels(), x, operation);
        double[] got = results(new Nd4jKernels(), x, operation);

        // Then
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(largest).isPositive();
        assertThat(got).containsExactly(expected, within(TOLERANCE * largest));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sampleThatIsNotANumberLeavesItsNeighboursAlone(Case operation) {
        // Given
        Tensor clean = RandomCase.gaussian(new Random(12), 0, IMAGE.batchOf(3));
        float[] values = values(clean);
        Arrays.fill(values, IMAGE.elementCount(), 2 * IMAGE.elementCount(), Float.NaN);
        Tensor spoilt = Tensor.wrap(clean.shape(), values);

        // When
        double[] expected = results(new Nd4jKernels(), clean, operation);
        double[] got = results(new Nd4jKernels(), spoilt, operation);

        // Then: results hold three samples forward, then three backward
        int forward = operation.size() * 3;
        for (int i = 0; i < got.length; i++) {
            int sample = i < forward ? i / operation.size() : (i - forward) / IMAGE.elementCount();
            if (sample != 1) {
                assertThat(got[i]).as("sample " + sample).isEqualTo(expected[i]);
            }
        }
    }

    static Stream<Case> cases() {
        Random random = new Random(5);
        double[] scale = random.doubles(IMAGE.elementCount(), -2, 2).toArray();
        double[] shift = random.doubles(IMAGE.elementCount(), -2, 2).toArray();
        int[] doubled = IntStream.range(0, 10).map(i -> i / 2).toArray();
        int[] padded = IntStream.range(-1, 8).map(i -> i == 7 ? -1 : i).toArray();
        int[] all = IntStream.range(0, 6).toArray();
        int[] middle = {1, 2, 3};
        return Stream.of(
                new Affine("affine per element", scale, shift),
                new Affine("affine per channel", Arrays.copyOf(scale, 6), Arrays.copyOf(shift, 6)),
                new Moving("resize and pad", IndexMap.separable(IMAGE, List.of(all, doubled, padded), 0.25)),
                new Moving("slice", IndexMap.separable(IMAGE, List.of(middle, middle, middle), 0)),
                new Moving("transpose", IndexMap.transposed(IMAGE, 2, 0, 1)),
                new Moving("broadcast", IndexMap.of(IMAGE, Shape.of(900), new int[900], 0)),
                new Softmax(false),
                new Softmax(true),
                new Instance(0.01),
                new LocalResponse(new Operation.LocalResponseNorm(5, 1e-1, 0.75, 2)),
                new LocalResponse(new Operation.LocalResponseNorm(4, 0.5, 0.5, 1)));
    }

    @Test
    void broadcastRelevanceIsAddedUpWithoutLoss() {
        // Given: a value that goes to a million places; float32 stops adding at 16777216
        int places = 1 << 20;
        IndexMap broadcast = IndexMap.of(Shape.of(1), Shape.of(places), new int[places], 0);
        float[] ones = new float[places];
        Arrays.fill(ones, 33);

        // When
        try (Nd4jKernels kernels = new Nd4jKernels();
                Kernels.Scope scope = kernels.scope()) {
            INDArray r = kernels.load(Tensor.wrap(Shape.of(1, places), ones));
            float sum = kernels.store(kernels.moves().rearrangeBackward(r, broadcast))
                    .at(0);

            // Then
            assertThat(sum).isEqualTo(33f * places);
        }
    }

    private static double[] results(Kernels<?> kernels, Tensor x, Case operation) {
        try (kernels) {
            return both(kernels, x, operation);
        }
    }

    private static <A> double[] both(Kernels<A> kernels, Tensor x, Case operation) {
        try (Kernels.Scope scope = kernels.scope()) {
            A input = kernels.load(x);
            A output = operation.forward(kernels, input);
            Tensor forward = kernels.store(output);
            Tensor r = RandomCase.gaussian(new Random(8), 0, forward.shape());
            Tensor backward = kernels.store(operation.backward(kernels, kernels.load(r), input, output));
            return IntStream.concat(
                            IntStream.range(0, forward.shape().elementCount()),
                            IntStream.range(0, backward.shape().elementCount()).map(i -> -1 - i))
                    .mapToDouble(i -> i >= 0 ? forward.at(i) : backward.at(-1 - i))
                    .toArray();
        }
    }

    private static float[] values(Tensor tensor) {
        float[] values = new float[tensor.shape().elementCount()];
        tensor.copyTo(values, 0);
        return values;
    }

    private sealed interface Case {
        <A> A forward(Kernels<A> kernels, A x);

        <A> A backward(Kernels<A> kernels, A r, A x, A y);

        /** Elements of one sample's output. */
        default int size() {
            return IMAGE.elementCount();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Affine(String name, double[] scale, double[] shift) implements Case {
        @Override
        public <A> A forward(Kernels<A> kernels, A x) {
            try (LinearMap<A> map = kernels.affine(scale, shift, IMAGE)) {
                return map.forward(x);
            }
        }

        @Override
        public <A> A backward(Kernels<A> kernels, A r, A x, A y) {
            try (LinearMap<A> map = kernels.affine(scale, shift, IMAGE)) {
                return map.transpose(r);
            }
        }
    }

    private record Moving(String name, IndexMap map) implements Case {
        @Override
        public <A> A forward(Kernels<A> kernels, A x) {
            return kernels.moves().rearrange(x, map);
        }

        @Override
        public <A> A backward(Kernels<A> kernels, A r, A x, A y) {
            return kernels.moves().rearrangeBackward(r, map);
        }

        @Override
        public int size() {
            return map.output().elementCount();
        }
    }

    private record Softmax(boolean log) implements Case {
        @Override
        public <A> A forward(Kernels<A> kernels, A x) {
            return kernels.norms().softmax(x, log);
        }

        @Override
        public <A> A backward(Kernels<A> kernels, A r, A x, A y) {
            return kernels.norms().softmaxBackward(r, y, log);
        }
    }

    private record Instance(double epsilon) implements Case {
        @Override
        public <A> A forward(Kernels<A> kernels, A x) {
            return kernels.norms().instanceNorm(x, epsilon);
        }

        @Override
        public <A> A backward(Kernels<A> kernels, A r, A x, A y) {
            return kernels.norms().instanceNormBackward(r, x, epsilon);
        }
    }

    private record LocalResponse(Operation.LocalResponseNorm norm) implements Case {
        @Override
        public <A> A forward(Kernels<A> kernels, A x) {
            return kernels.norms().localResponseNorm(x, norm);
        }

        @Override
        public <A> A backward(Kernels<A> kernels, A r, A x, A y) {
            return kernels.norms().localResponseNormBackward(r, x, norm);
        }
    }
}
