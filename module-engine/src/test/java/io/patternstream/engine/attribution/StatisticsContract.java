/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.model.Head;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every backend's statistics must be those of the definition. Differences of a co-moment are parts of
 * {@code sqrt(sum (x - mean x)^2 sum (y - mean y)^2)}, which bounds it, and of the rounding of each product x y; of a mean, of the
 * deviation and the mean together.
 */
public abstract class StatisticsContract {
    /** No float32 forward pass errs as much, so that every row has the same sign as in float64. */
    private static final double CLEAR = 3e-6;

    /** Ten layers round several times as much as five. */
    private static final double DEPTH = 5;

    private static final int IMAGES = 5;

    /** {@return the backend} */
    protected abstract Backend backend();

    /** {@return what sums over rows of whole networks may differ by} */
    protected abstract double tolerance();

    /** {@return what one number may be off by when it is stored} */
    protected abstract double rounding();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    final void statisticsOfRandomNetworksAreThoseOfTheDefinition(long seed) {
        check(seed, drawn -> RandomNets.any(drawn, true), drawn -> RandomNets.generic(drawn, IMAGES), tolerance());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    final void statisticsOfEveryOperationAreThoseOfTheDefinition(long seed) {
        check(seed, drawn -> RandomNets.branched(drawn, true), drawn -> RandomNets.generic(drawn, IMAGES), tolerance());
        check(
                seed,
                drawn -> OperationNets.model(OperationNets.sums(drawn, 1)),
                drawn -> OperationNets.images(drawn, IMAGES),
                tolerance());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 3})
    final void statisticsOfWideNetworksAreThoseOfTheDefinition(double offset) {
        check(1, WideNets::of, drawn -> WideNets.images(drawn, 2, offset), DEPTH * tolerance());
    }

    /** Values and weights that float32 multiplies and adds exactly, so that what is lost is lost in the sums. */
    @ParameterizedTest
    @CsvSource({"1000, 0", "1000, 1", "-4000, 1", "0, 1"})
    final void offsetsAThousandDeviationsLargeCostNoDigits(int offset, int pad) {
        // Given
        Random random = new Random(offset + pad);
        Shape input = Shape.of(16, 9, 9);
        float[] values = new float[8 * input.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = offset + Math.round(random.nextGaussian() * 16) / 16f;
        }
        Model model = exact(random, input, pad, offset);

        // When, Then
        compare(model, Tensor.wrap(input.batchOf(8), values), 2e-5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    final void sampledPatchesAreEveryFewLinesAndColumns(int positions) {
        // Given
        Model model = WideNets.of(8);
        Tensor images = WideNets.images(9, 3, 0);
        MergedMoments got = new MergedMoments();

        // When
        try (ActivationSource source =
                Engine.open(model, backend(), Optional::empty).newActivationSource(positions)) {
            source.observe(images, got);
        }

        // Then
        Map<LayerId, ExpectedMoments> expected = ExpectedMoments.of(model, images, positions);
        assertThat(expected.get(new LayerId("stem")).rows()).isEqualTo(3L * positions * positions);
        assertThat(expected.get(new LayerId("fc1")).rows()).isEqualTo(3);
        compare(got, expected, DEPTH * tolerance());
    }

    @Test
    final void partsOfABatchAddUpToTheBatchInAnyOrder() {
        // Given
        Model model = WideNets.of(5);
        Tensor images = WideNets.images(6, 12, 1);
        MergedMoments whole = new MergedMoments();
        MergedMoments parts = new MergedMoments();

        // When
        try (ActivationSource source = source(model)) {
            source.observe(images, whole);
            for (int[] part : new int[][] {{7, 1, 10}, {0, 11}, {2, 3, 5}, {4}, {9, 8, 6}}) {
                source.observe(
                        Tensor.stack(IntStream.of(part).mapToObj(images::slice).toList()), parts);
            }
        }

        // Then
        for (Map.Entry<LayerId, ExpectedMoments> layer :
                ExpectedMoments.of(model, images).entrySet()) {
            for (boolean sign : new boolean[] {true, false}) {
                for (int o = 0; o < layer.getValue().neurons(); o++) {
                    MergedMoments.Part got = parts.neuron(sign, layer.getKey(), o);
                    MergedMoments.Part one = whole.neuron(sign, layer.getKey(), o);
                    ExpectedMoments.Neuron bound = layer.getValue().neuron(sign, o);
                    compare(
                            "part of " + layer.getKey() + " " + sign + " " + o,
                            got,
                            one,
                            Sizes.of(bound, rounding() / tolerance()),
                            DEPTH * tolerance());
                }
            }
        }
    }

    @Test
    final void valuesThatDoNotVaryHaveNoMomentsAndCountAllRows() {
        // Given: the first neuron's weights are 0, the second's output is never positive
        Network.Builder net = Network.builder("x", Shape.of(2, 3, 3));
        Tensor weights = Tensor.of(Shape.of(2, 2, 1, 1), 0, 0, 1, 1);
        net.add(
                "c",
                new Operation.Convolution(weights, Tensor.of(Shape.of(2), 0.3f, -90), Window.square(1, 1, 0), 1),
                0);
        net.add("mean", new Operation.GlobalAveragePool(), 1);
        Model model = Model.of(net.build(Head.NONE), "constant", "0".repeat(64));
        MergedMoments moments = new MergedMoments();

        // When
        try (ActivationSource source = source(model)) {
            for (long seed = 0; seed < 4; seed++) {
                source.observe(images(Shape.of(2, 3, 3), 3, seed), moments);
            }
        }

        // Then
        LayerId layer = new LayerId("c");
        MergedMoments.Part constant = moments.neuron(true, layer, 0);
        assertThat(constant.count()).isEqualTo(4 * 27);
        assertThat(constant.meanY()).isCloseTo(0.3f, within(1e-9));
        assertThat(constant.m2Y()).isZero();
        assertThat(constant.coMoment()).containsOnly(0);
        assertThat(moments.neuron(false, layer, 0).count()).isZero();
        assertThat(moments.neuron(true, layer, 1).count()).isZero();
        assertThat(moments.neuron(true, layer, 1).meanX()).containsOnly(0);
        assertThat(moments.neuron(false, layer, 1).count()).isEqualTo(4 * 27);
    }

    /** Opens a model for learning. */
    protected final ActivationSource source(Model model) {
        return Engine.open(model, backend(), Optional::empty).newActivationSource();
    }

    /** Checks the first network from a seed on none of whose outputs is 0 but for rounding. */
    private void check(long seed, LongFunction<Model> models, LongFunction<Tensor> images, double tolerance) {
        for (long drawn = 100 * seed; ; drawn++) {
            Model model = models.apply(drawn);
            Tensor batch = images.apply(drawn);
            boolean clear = ExpectedMoments.of(model, batch).values().stream()
                    .allMatch(layer -> layer.distanceToZero() > CLEAR);
            if (clear) {
                compare(model, batch, tolerance);
                return;
            }
        }
    }

    private void compare(Model model, Tensor batch, double tolerance) {
        MergedMoments got = new MergedMoments();
        try (ActivationSource source = source(model)) {
            source.observe(batch, got);
        }
        Map<LayerId, ExpectedMoments> layers = ExpectedMoments.of(model, batch);
        List<LayerId> learned = new ArrayList<>();
        model.layers().forEach(layer -> learned.add(layer.id()));
        assertThat(layers.keySet()).containsExactlyInAnyOrderElementsOf(learned);
        compare(got, layers, tolerance);
    }

    private void compare(MergedMoments got, Map<LayerId, ExpectedMoments> layers, double tolerance) {
        layers.forEach((id, layer) -> {
            for (boolean sign : new boolean[] {true, false}) {
                assertThat(got.neurons(sign, id)).isEqualTo(layer.neurons());
                for (int o = 0; o < layer.neurons(); o++) {
                    compare(id + " " + sign + " " + o, got.neuron(sign, id, o), layer.neuron(sign, o), tolerance);
                }
            }
        });
    }

    private void compare(String where, MergedMoments.Part got, ExpectedMoments.Neuron expected, double tolerance) {
        MergedMoments.Part definition =
                new MergedMoments.Part(expected.count, expected.meanX, expected.meanY, expected.coMoment, expected.m2Y);
        compare(where, got, definition, Sizes.of(expected, rounding() / tolerance), tolerance);
    }

    private static void compare(
            String where, MergedMoments.Part got, MergedMoments.Part expected, Sizes sizes, double tolerance) {
        assertThat(got.count()).as(where).isEqualTo(expected.count());
        assertThat(got.meanY()).as(where).isCloseTo(expected.meanY(), within(tolerance * sizes.y));
        assertThat(got.m2Y()).as(where).isCloseTo(expected.m2Y(), within(tolerance * sizes.squaresY));
        assertThat(got.meanX()).as(where).containsExactly(expected.meanX(), within(tolerance * sizes.x));
        assertThat(got.coMoment()).as(where).containsExactly(expected.coMoment(), within(tolerance * sizes.products));
    }

    /** What differences are measured by, for one neuron; the second moment of y is a sum of weights and co-moments. */
    private record Sizes(double x, double y, double products, double squaresY) {
        /** From here on inputs are shifted by their means. */
        private static final double SHIFTED = 33;

        static Sizes of(ExpectedMoments.Neuron neuron, double rounding) {
            double n = Math.max(1, neuron.count);
            double y = Math.abs(neuron.meanY) + Math.sqrt(neuron.m2Y / n);
            double squaresX = Arrays.stream(neuron.squaresX).max().orElse(0);
            double meanX = Arrays.stream(neuron.meanX).map(Math::abs).max().orElse(0);
            double x = meanX + Math.sqrt(squaresX / n);
            double products =
                    Math.sqrt(squaresX * neuron.m2Y) + rounding * n * Math.min(x, SHIFTED * neuron.deviation) * y;
            return new Sizes(x, y, products, neuron.weight * products);
        }
    }

    /** Weights of -1, 0 and 1, and biases that take the offset out again. */
    private static Model exact(Random random, Shape input, int pad, int offset) {
        Network.Builder net = Network.builder("x", input);
        int channels = input.dimension(0);
        float[] weights = new float[32 * channels * 9];
        float[] biases = new float[32];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextInt(3) - 1;
            biases[i / (channels * 9)] -= weights[i] * offset;
        }
        net.add(
                "c",
                new Operation.Convolution(
                        Tensor.wrap(Shape.of(32, channels, 3, 3), weights),
                        Tensor.wrap(Shape.of(32), biases),
                        Window.square(3, 1, pad),
                        1),
                0);
        net.add("mean", new Operation.GlobalAveragePool(), 1);
        return Model.of(net.build(Head.NONE), "exact", "0".repeat(64));
    }

    private static Tensor images(Shape shape, int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count * shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(shape.batchOf(count), values);
    }
}
