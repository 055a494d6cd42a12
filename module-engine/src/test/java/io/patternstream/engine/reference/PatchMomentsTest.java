/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.LinearKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A convolution's statistics are those of a dense layer on its patches; patches in the padding contain zeros. */
final class PatchMomentsTest {
    private static final LayerId LAYER = new LayerId("l");
    private static final int CHANNELS = 2;
    private static final int NEURONS = 3;
    private static final int SAMPLES = 4;

    @ParameterizedTest(name = "(11) {0}x{0} image, {1}x{1} kernel, stride {2}, padding {3}")
    @CsvSource({"6, 3, 1, 0", "6, 3, 2, 1", "7, 2, 3, 0", "5, 5, 1, 2", "1, 1, 1, 0"})
    void convolutionsLearnWhatDenseLayersLearnFromPatches(int side, int kernel, int stride, int pad) {
        // Given
        Random random = new Random(side * 31L + kernel);
        int inputs = CHANNELS * kernel * kernel;
        double[] weights = random.doubles(NEURONS * inputs, -1, 1).toArray();
        double[] bias = random.doubles(NEURONS, -1, 1).toArray();
        double[] images =
                random.doubles(SAMPLES * CHANNELS * side * side, -1, 2).toArray();
        Window window = Window.square(kernel, stride, pad);
        double[] patches = patches(images, side, window);
        ReferenceKernels kernels = new ReferenceKernels();
        Shape image = Shape.of(CHANNELS, side, side);
        Coefficients given = GivenCoefficients.of(weights, bias);

        // When
        List<LayerMoments> convolved = moments(
                kernels.convolution(given, Shape.of(NEURONS, CHANNELS, kernel, kernel), window, 1, image),
                new ReferenceArray(image.batchOf(SAMPLES), images));
        List<LayerMoments> dense = moments(
                kernels.dense(given, Shape.of(NEURONS, inputs)),
                new ReferenceArray(Shape.of(patches.length / inputs, inputs), patches));

        // Then
        for (int sign = 0; sign < 2; sign++) {
            LayerMoments got = convolved.get(sign);
            LayerMoments expected = dense.get(sign);
            assertThat(got.counts()).containsExactly(expected.counts());
            assertThat(got.meanX()).containsExactly(expected.meanX(), within(1e-12));
            assertThat(got.meanY()).containsExactly(expected.meanY(), within(1e-12));
            assertThat(got.coMoment()).containsExactly(expected.coMoment(), within(1e-10));
            assertThat(got.m2Y()).containsExactly(expected.m2Y(), within(1e-10));
        }
    }

    private static List<LayerMoments> moments(LinearKernel<ReferenceArray> layer, ReferenceArray x) {
        List<LayerMoments> moments = new ArrayList<>();
        layer.moments(x, layer.forward(x), LAYER, moments::add);
        return moments;
    }

    /** One row per sample and position, with its channels, rows and columns in this order. */
    private static double[] patches(double[] images, int side, Window window) {
        int positions = window.outputHeight(side);
        int kernel = window.kernelHeight();
        int inputs = CHANNELS * kernel * kernel;
        double[] patches = new double[SAMPLES * positions * positions * inputs];
        for (int i = 0; i < patches.length; i++) {
            int patch = i / inputs;
            int in = i % inputs;
            int y = patch / positions % positions * window.strideHeight() - window.padTop() + in / kernel % kernel;
            int x = patch % positions * window.strideWidth() - window.padLeft() + in % kernel;
            int plane = patch / (positions * positions) * CHANNELS + in / (kernel * kernel);
            boolean inside = y >= 0 && y < side && x >= 0 && x < side;
            patches[i] = inside ? images[(plane * side + y) * side + x] : 0;
        }
        return patches;
    }
}
