/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.Target;
import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.golden.Deviation;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a linear model hiding a square costs the sum of {@code w x} over it. */
final class OcclusionTest {
    private static final int CHANNELS = 2;

    @ParameterizedTest
    @CsvSource({
        // height, width, window, stride; 0 for the default
        "7, 5, 1, 1",
        "7, 5, 2, 1",
        "7, 5, 3, 2",
        "7, 5, 2, 2",
        "7, 5, 3, 3",
        "7, 5, 2, 3",
        "7, 5, 9, 0",
        "7, 5, 6, 4",
        "15, 15, 0, 0",
        "8, 3, 0, 0",
        "1, 1, 0, 0",
        "1, 9, 2, 1",
    })
    void everyPixelGetsTheMeanFallOfTheSquaresThatCoverIt(int height, int width, int window, int stride) {
        // Given
        Random random = new Random(height * 100 + window);
        Shape image = Shape.of(CHANNELS, height, width);
        Tensor weights = uniform(random, Shape.of(2, image.elementCount()));
        Tensor images = uniform(random, image.batchOf(2));
        Network.Builder net = Network.builder("x", image);
        int flat = net.add("flat", new Operation.Reshape(Shape.of(image.elementCount())), 0);
        net.add("fc", new Operation.Dense(weights, Tensor.of(Shape.of(2), 5, -5), false), flat);
        Model model = Model.of(net.build(Head.NONE), "linear", "0".repeat(64));
        int side = window == 0 ? (int) Math.ceil(Math.max(height, width) / 7.0) : window;
        int step = stride == 0 ? Math.min(side, Math.max(height, width)) : stride;

        // When
        String method = "occlusion(" + window + "," + stride + ")";
        Maps maps = Maps.explain(model, images, List.of(method), new Target.ClassIndex(1), null);

        // Then
        double[] expected = new double[2 * image.elementCount()];
        for (int n = 0; n < 2; n++) {
            for (int i = 0; i < image.elementCount(); i++) {
                int y = i / width % height;
                int x = i % width;
                List<Double> falls = new ArrayList<>();
                for (int top : corners(height, side, step)) {
                    for (int left : corners(width, side, step)) {
                        if (y >= top && y < top + side && x >= left && x < left + side) {
                            falls.add(square(weights, images.slice(n), top, left, side));
                        }
                    }
                }
                expected[n * image.elementCount() + i] = falls.stream()
                        .mapToDouble(fall -> fall / CHANNELS)
                        .average()
                        .orElse(0);
            }
        }
        double[] actual = maps.map(Methods.canonical(method));
        assertThat(Deviation.of(actual, expected, 0, expected.length).max()).isLessThan(1e-12);
    }

    /** Squares start every step until one reaches the end. */
    private static List<Integer> corners(int extent, int side, int step) {
        List<Integer> corners = new ArrayList<>(List.of(0));
        for (int last = 0; last + side < extent; ) {
            last += step;
            if (last < extent) {
                corners.add(last);
            }
        }
        return corners;
    }

    private static double square(Tensor weights, Tensor image, int top, int left, int side) {
        int[] shape = image.shape().toArray();
        double sum = 0;
        for (int i = 0; i < image.shape().elementCount(); i++) {
            int y = i / shape[2] % shape[1];
            int x = i % shape[2];
            boolean hidden = y >= top && y < top + side && x >= left && x < left + side;
            sum += hidden ? (double) weights.at(image.shape().elementCount() + i) * image.at(i) : 0;
        }
        return sum;
    }

    private static Tensor uniform(Random random, Shape shape) {
        float[] values = new float[shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.3f;
        }
        return Tensor.wrap(shape, values);
    }
}
