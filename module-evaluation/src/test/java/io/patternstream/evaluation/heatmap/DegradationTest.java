/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.heatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Degradation of linear models, whose logits after each step are known. */
final class DegradationTest {
    /** Sums of float32. */
    private static final double TOLERANCE = 1e-6;

    /** 3 high, 5 wide, patches of 2: 3 across, 2 down, the last column one pixel wide, the last row one pixel high. */
    private static final Shape IMAGE = Shape.of(2, 3, 5);

    @Test
    void patchesCoverTheImageOnceEvenWhereTheyAreCutOff() {
        // Given
        PatchGrid grid = new PatchGrid(IMAGE, 2);
        Tensor zeros = Tensor.wrap(IMAGE, new float[30]);
        float[] counts = new float[30];
        Arrays.fill(counts, 7);

        // When
        for (int patch = 0; patch < grid.count(); patch++) {
            grid.erase(zeros, patch, counts, 0);
        }

        // Then
        assertThat(grid.count()).isEqualTo(6);
        assertThat(counts).containsOnly(0);
    }

    @Test
    void patchesBecomeTheirMeansChannelByChannel() {
        // Given
        float[] values = new float[30];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * i;
        }
        float[] degraded = values.clone();

        // When: patch 1 has columns 2 and 3 of rows 0 and 1
        new PatchGrid(IMAGE, 2).erase(Tensor.of(IMAGE, values), 1, degraded, 0);

        // Then
        float first = (2 * 2 + 3 * 3 + 7 * 7 + 8 * 8) / 4f;
        float second = (17 * 17 + 18 * 18 + 22 * 22 + 23 * 23) / 4f;
        for (int i = 0; i < values.length; i++) {
            boolean inside = i % 5 >= 2 && i % 5 <= 3 && i / 5 % 3 <= 1;
            assertThat(degraded[i]).isEqualTo(inside ? i < 15 ? first : second : values[i]);
        }
    }

    @Test
    void patchesComeInTheOrderOfTheirSignedSumsAndEqualOnesInTheirOwn() {
        // Given: patches of one pixel, all channels together
        PatchGrid grid = new PatchGrid(Shape.of(2, 1, 4), 1);
        Tensor map = Tensor.of(Shape.of(2, 1, 4), -9, 1, 3, 2, 0, 2, -1, 0);

        // Then: sums -9, 3, 2, 2
        assertThat(grid.order(map)).containsExactly(1, 2, 3, 0);
    }

    @Test
    void curveOfALinearModelIsItsClosedForm() {
        // Given: two classes, pixels in patches of 1x2 whose means are 0, so that erasing takes a patch's contribution
        // away
        Shape image = Shape.of(1, 1, 6);
        LinearModel model = new LinearModel(image, 1, -1, 3, -3, 2, -2, 0, 0, 0, 0, 0, 0);
        Tensor batch = Tensor.of(image.batchOf(1), 1, -1, 1, -1, 1, -1);
        Degradation degradation = Degradation.create(model, Head.NONE, image, 2, 100);

        // When: contributions 2, 6 and 4
        degradation.add(batch, List.of(0), Tensor.of(image.batchOf(1), 1, 1, 3, 3, 2, 2));

        // Then
        DegradationCurve curve = degradation.curve();
        assertThat(degradation.steps()).isEqualTo(3);
        assertThat(curve.logit()).containsExactly(12.0, 6.0, 2.0, 0.0);
        double[] expected = {sigmoid(12), sigmoid(6), sigmoid(2), 0.5};
        for (int i = 0; i < 4; i++) {
            assertThat(curve.probability().get(i)).isCloseTo(expected[i], within(TOLERANCE));
        }
        double area = (expected[0] / 2 + expected[1] + expected[2] + expected[3] / 2) / 3;
        assertThat(curve.areas().values()).singleElement().satisfies(value -> assertThat(value)
                .isCloseTo(area, within(TOLERANCE)));
    }

    @Test
    void probabilitiesOfASigmoidDoNotDependOnOtherLogits() {
        // Given
        Shape image = Shape.of(1, 1, 2);
        LinearModel model = new LinearModel(image, 1, -1, 50, -50);
        Degradation degradation = Degradation.create(model, Head.SIGMOID, image, 2, 1);

        // When
        degradation.add(Tensor.of(image.batchOf(1), 1, -1), List.of(0), Tensor.of(image.batchOf(1), 1, 1));

        // Then
        assertThat(degradation.curve().probability().get(0)).isCloseTo(sigmoid(2), within(TOLERANCE));
        assertThat(degradation.curve().probability().get(1)).isCloseTo(0.5, within(TOLERANCE));
    }

    @Test
    void trueContributionsDegradeFasterThanAnyOtherOrder() {
        // Given
        Shape image = Shape.of(1, 4, 4);
        Random random = new Random(1);
        float[] weights = new float[2 * 16];
        float[] pixels = new float[8 * 16];
        for (int i = 0; i < 16; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        LinearModel model = new LinearModel(image, weights);
        Tensor batch = Tensor.wrap(image.batchOf(8), pixels);
        List<Integer> classes = Collections.nCopies(8, 0);
        PatchGrid grid = new PatchGrid(image, 2);

        // When: what a patch contributes beyond its mean
        float[] contributions = new float[pixels.length];
        for (int n = 0; n < 8; n++) {
            float[] means = new float[pixels.length];
            for (int patch = 0; patch < grid.count(); patch++) {
                grid.erase(batch.slice(n), patch, means, n * 16);
            }
            for (int i = n * 16; i < (n + 1) * 16; i++) {
                contributions[i] = weights[i % 16] * (pixels[i] - means[i]);
            }
        }
        double best = area(model, batch, classes, Tensor.wrap(batch.shape(), contributions));

        // Then
        List<Double> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            float[] map = new float[pixels.length];
            for (int j = 0; j < map.length; j++) {
                map[j] = (float) random.nextGaussian();
            }
            others.add(area(model, batch, classes, Tensor.wrap(batch.shape(), map)));
        }
        assertThat(others).allSatisfy(other -> assertThat(other).isGreaterThan(best));
    }

    @Test
    void batchesMakeNoDifference() {
        // Given
        Shape image = Shape.of(1, 2, 2);
        LinearModel model = new LinearModel(image, 1, 2, 3, 4, -1, 0, 1, 2);
        Tensor batch = Tensor.of(image.batchOf(2), 1, 0, 2, -1, 3, 1, -1, 0);
        Degradation together = Degradation.create(model, Head.NONE, image, 1, 3);
        Degradation apart = Degradation.create(model, Head.NONE, image, 1, 3);

        // When
        together.add(batch, List.of(0, 1), batch);
        for (int n = 0; n < 2; n++) {
            Tensor one = Tensor.stack(List.of(batch.slice(n)));
            apart.add(one, List.of(n), one);
        }

        // Then
        assertThat(apart.curve()).isEqualTo(together.curve());
        assertThat(apart.curve().areas().count()).isEqualTo(2);
    }

    @Test
    void whatCannotBeDegradedIsRefused() {
        Shape image = Shape.of(1, 2, 2);
        LinearModel model = new LinearModel(image, 1, 2, 3, 4);
        Tensor batch = Tensor.of(image.batchOf(1), 1, 0, 2, -1);
        Degradation degradation = Degradation.create(model, Head.NONE, image, 1, 3);

        assertThatThrownBy(degradation::curve).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> degradation.add(batch, List.of(0), Tensor.of(image.batchOf(1), Float.NaN, 0, 0, 0)))
                .hasMessageContaining("not finite");
        assertThatThrownBy(() -> Degradation.create(model, Head.NONE, Shape.of(7), 9, 3))
                .hasMessageContaining("[7]");
        assertThatThrownBy(() -> Degradation.create(model, Head.NONE, image, 0, 3))
                .hasMessageContaining("0x0");
        assertThatThrownBy(() -> Degradation.create(model, Head.NONE, image, 1, 0))
                .hasMessageContaining("0 steps");
    }

    private static double area(LinearModel model, Tensor batch, List<Integer> classes, Tensor map) {
        Degradation degradation = Degradation.create(model, Head.NONE, model.image(), 2, 100);
        degradation.add(batch, classes, map);
        return degradation.curve().logit().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }
}
