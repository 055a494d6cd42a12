/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.spi.Backend;
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

/** Maps, rearrangements and normalisations against plain loops in float64. A subclass names its backend. */
public abstract class OperationsContract {
    private static final Shape IMAGE = Shape.of(6, 5, 7);
    /** Of the largest value: float32 has 6e-8; exponentials of vector code and differences of them leave up to 2e-6. */
    private static final double TOLERANCE = 3e-6;

    /** For subclasses. */
    protected OperationsContract() {}

    /** {@return a provider of kernels or of a compiler} */
    protected abstract Backend backend();

    @ParameterizedTest
    @MethodSource("cases")
    final void agreesWithTheReference(Case operation) {
        // Given
        Tensor x = RandomCase.gaussian(new Random(11), 0, IMAGE.batchOf(3));
        Tensor r = RandomCase.gaussian(new Random(8), 0, operation.output().batchOf(3));

        // When
        List<double[]> expected = Calculator.expected(operation, x, r);
        List<double[]> got = Calculator.run(backend(), operation, x, r);

        // Then
        assertThat(expected).allSatisfy(part -> assertThat(Arrays.stream(part).anyMatch(value -> value != 0))
                .isTrue());
        Distance.assertClose(operation.toString(), got, expected, TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("cases")
    final void sampleThatIsNotANumberLeavesItsNeighboursAlone(Case operation) {
        // Given
        Tensor clean = RandomCase.gaussian(new Random(12), 0, IMAGE.batchOf(3));
        Tensor r = RandomCase.gaussian(new Random(8), 0, operation.output().batchOf(3));
        float[] values = new float[clean.shape().elementCount()];
        clean.copyTo(values, 0);
        Arrays.fill(values, IMAGE.elementCount(), 2 * IMAGE.elementCount(), Float.NaN);

        // When
        List<double[]> expected = Calculator.run(backend(), operation, clean, r);
        List<double[]> got = Calculator.run(backend(), operation, Tensor.wrap(clean.shape(), values), r);

        // Then
        for (int part = 0; part < got.size(); part++) {
            int size = got.get(part).length / 3;
            for (int n : new int[] {0, 2}) {
                assertThat(Arrays.copyOfRange(got.get(part), n * size, (n + 1) * size))
                        .as("part " + part + ", sample " + n)
                        .containsExactly(Arrays.copyOfRange(expected.get(part), n * size, (n + 1) * size));
            }
        }
    }

    /** Not every backend has them; the engine falls back where it is told so. */
    @Test
    final void responseOverAnEvenNumberOfChannelsAgreesOrIsRefused() {
        // Given
        Case operation = new LocalResponse(new Operation.LocalResponseNorm(4, 0.5, 0.5, 1));
        Tensor x = RandomCase.gaussian(new Random(11), 0, IMAGE.batchOf(3));

        // When, Then
        try {
            List<double[]> got = Calculator.run(backend(), operation, x, x);
            Distance.assertClose("even", got, Calculator.expected(operation, x, x), TOLERANCE);
        } catch (UnsupportedOperationException e) {
            assertThat(e).hasMessageContaining("local response normalisation over 4 channels");
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
                new LocalResponse(new Operation.LocalResponseNorm(5, 1e-1, 0.75, 2)));
    }

    @Test
    final void broadcastRelevanceIsAddedUpWithoutLoss() {
        // Given: a value that goes to a million places; float32 stops adding at 16777216
        int places = 1 << 20;
        IndexMap broadcast = IndexMap.of(Shape.of(1), Shape.of(places), new int[places], 0);
        float[] values = new float[places];
        Arrays.fill(values, 33);

        // When
        List<double[]> sums =
                Calculator.run(backend(), new Returning(broadcast), Tensor.wrap(Shape.of(1, places), values));

        // Then
        assertThat(sums.get(0)).containsExactly(33f * places);
    }

    /** Forward, and back with relevance that is given. */
    private sealed interface Case extends Calculation {
        <A> A forward(Kernels<A> kernels, A x);

        <A> A backward(Kernels<A> kernels, A r, A x, A y);

        /** Shape of one sample's output. */
        default Shape output() {
            return IMAGE;
        }

        @Override
        default <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            A y = forward(kernels, inputs.get(0));
            return List.of(y, backward(kernels, inputs.get(1), inputs.get(0), y));
        }
    }

    private record Returning(IndexMap map) implements Calculation {
        @Override
        public <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            return List.of(kernels.moves().rearrangeBackward(inputs.get(0), map));
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
        public Shape output() {
            return map.output();
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
