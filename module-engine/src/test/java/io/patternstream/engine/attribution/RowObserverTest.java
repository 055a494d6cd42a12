/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.pattern.LayerRows;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.reference.ReferenceCompiler;
import io.patternstream.engine.reference.ReferenceProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are what layers read and answer: their products with the weights are the answers. */
final class RowObserverTest {
    private static final int EVERY = 1000;

    /** Answers are float32 and so are the weights of a layer's description; sums of up to 54 products of order 1. */
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void productsOfRowsAndWeightsAreTheAnswersInEveryGeometry(int seed) {
        // Given
        Model model = RandomNets.any(seed, true);

        // When
        List<LayerRows> eager = observe(model, false, EVERY);
        List<LayerRows> compiled = observe(model, true, 2);

        // Then
        assertThat(eager).hasSameSizeAs(model.layers()).isNotEmpty();
        assertThat(compiled).hasSameSizeAs(model.layers());
        for (int i = 0; i < eager.size(); i++) {
            assertProducts(model, i, eager.get(i));
            assertProducts(model, i, compiled.get(i));
        }
    }

    @Test
    void everyPositionIsDrawnOnceWhereAllAreAskedFor() {
        // Given: c1 is a convolution with as many positions as its images have, 8x8
        Model model = RandomNets.branched(5, true);

        // When
        LayerRows rows = observe(model, false, EVERY).get(0);

        // Then
        assertThat(rows.count()).isEqualTo(2 * 64);
        Set<List<Float>> patches = new HashSet<>();
        for (int row = 0; row < rows.count(); row++) {
            assertThat(rows.image(row)).isEqualTo(row / 64);
            List<Float> patch = new ArrayList<>();
            for (float value : Arrays.copyOfRange(rows.x(), row * rows.inputs(), (row + 1) * rows.inputs())) {
                patch.add(value);
            }
            patches.add(patch);
        }
        assertThat(patches).hasSize(rows.count());
    }

    @Test
    void theSameSeedDrawsTheSameRowsAndAnotherOneOthers() {
        // Given
        Model model = RandomNets.branched(5, true);

        // When
        float[] first = observe(model, false, 3).get(0).x();
        float[] again = observe(model, true, 3).get(0).x();

        // Then
        assertThat(again).containsExactly(first);
        assertThat(observe(model, false, 3, 2).get(0).x()).isNotEqualTo(first);
    }

    @Test
    void imagesOfAnotherShapeAreRefused() {
        Model model = RandomNets.branched(5, true);
        Tensor wrong = Tensor.wrap(Shape.of(1, 2, 7, 8), new float[2 * 7 * 8]);
        try (RowObserver observer = open(model, false)) {
            assertThatThrownBy(() -> observer.observe(wrong, 1, new Random(1), rows -> {}))
                    .isInstanceOf(ExplainException.class)
                    .hasMessageContaining("[1, 2, 7, 8]");
        }
    }

    private static void assertProducts(Model model, int index, LayerRows rows) {
        LayerWeights layer = model.layers().get(index);
        assertThat(rows.layer()).isEqualTo(layer.id());
        Node node = model.network().nodes().stream()
                .filter(candidate -> candidate.name().equals(layer.id().name()))
                .findFirst()
                .orElseThrow();
        Operation.Linear operation = (Operation.Linear) node.operation();
        int depth = layer.weights().shape().inner().elementCount();
        int groups = rows.inputs() / depth;
        for (int row = 0; row < rows.count(); row++) {
            for (int o = 0; o < rows.neurons(); o++) {
                int first = row * rows.inputs() + o * groups / rows.neurons() * depth;
                double sum = operation.bias().at(o);
                double magnitude = Math.abs(sum) + 1;
                for (int i = 0; i < depth; i++) {
                    double term = layer.weights().at(o * depth + i) * (double) rows.x()[first + i];
                    sum += term;
                    magnitude += Math.abs(term);
                }
                assertThat((double) rows.z()[row * rows.neurons() + o])
                        .as("layer %s, row %d, neuron %d", layer.id(), row, o)
                        .isCloseTo(sum, within(TOLERANCE * magnitude));
            }
        }
    }

    private static List<LayerRows> observe(Model model, boolean compiled, int rowsPerImage) {
        return observe(model, compiled, rowsPerImage, 1);
    }

    private static List<LayerRows> observe(Model model, boolean compiled, int rowsPerImage, long seed) {
        float[] values = new float[RandomNets.INPUT.batchOf(2).elementCount()];
        Random random = new Random(7);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        List<LayerRows> rows = new ArrayList<>();
        try (RowObserver observer = open(model, compiled)) {
            observer.observe(
                    Tensor.wrap(RandomNets.INPUT.batchOf(2), values), rowsPerImage, new Random(seed), rows::add);
        }
        return rows;
    }

    private static RowObserver open(Model model, boolean compiled) {
        return compiled
                ? RowObserver.create(model.network(), model.description(), model.layers(), new ReferenceCompiler())
                : RowObserver.create(
                        model.network(), model.description(), model.layers(), new ReferenceProvider().create(1));
    }
}
