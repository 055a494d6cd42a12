/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.kernels.Calculation;
import io.patternstream.engine.kernels.Calculator;
import io.patternstream.engine.kernels.RandomCase;
import io.patternstream.engine.program.Compiler;
import io.patternstream.engine.reference.GivenCoefficients;
import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import io.patternstream.engine.spi.Precision;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs of layers in bfloat16 and in float32 side by side, against float64. */
final class OnednnBfloat16Test {
    private static final Shape IMAGE = Shape.of(2, 3, 14, 14);
    private static final int CHANNELS = 256;

    private final OnednnProvider provider = new OnednnProvider();

    @BeforeEach
    void needsAProcessorThatHasIt() {
        assumeThat(provider.computes(Precision.BF16)).as("bfloat16 here").isTrue();
    }

    @Test
    void layersOfBothPrecisionsAreJoinedAndAddedUp() {
        // Given: the layer that reads the image is in float32; one so large is faster in bfloat16
        Tensor image = RandomCase.gaussian(new Random(1), 0, IMAGE);

        // When
        List<double[]> expected = Calculator.run(new ReferenceProvider(), new Mixed(), image);
        List<double[]> got;
        try (Compiler compiler = provider.create(Precision.BF16, Algorithm.AUTO, 1)) {
            got = Calculator.run(compiler, new Mixed(), image);
        }

        // Then: three roundings of 2^-8 each at most, of values up to the largest
        assertThat(got).hasSameSizeAs(expected);
        for (int i = 0; i < got.size(); i++) {
            double error = worst(got.get(i), expected.get(i));
            assertThat(error).as("result %d", i).isBetween(1e-5, 3.0 / 256);
        }
    }

    @Test
    void passesBackMayBeTheOnlyOnesInBfloat16() {
        // Given
        Tensor image = RandomCase.gaussian(new Random(3), 0, IMAGE);

        // When
        List<double[]> expected = Calculator.run(new ReferenceProvider(), new ThereAndBack(), image);
        List<double[]> full;
        try (Compiler compiler = provider.create(Precision.F32, Algorithm.DIRECT, 1)) {
            full = Calculator.run(compiler, new ThereAndBack(), image);
        }
        List<double[]> got;
        try (Compiler compiler = provider.create(Precision.BF16_BACKWARD, Algorithm.DIRECT, 1)) {
            got = Calculator.run(compiler, new ThereAndBack(), image);
        }

        // Then: forward float32's rounding, about 2^-24 of the largest value times the root of the 256 terms; back that
        // of bfloat16
        assertThat(worst(full.get(0), expected.get(0))).isLessThan(1e-6);
        assertThat(worst(got.get(0), expected.get(0))).isLessThan(1e-6);
        assertThat(worst(full.get(1), expected.get(1))).isLessThan(1e-6);
        assertThat(worst(got.get(1), expected.get(1))).isBetween(1e-5, 3.0 / 256);
    }

    private static double worst(double[] got, double[] expected) {
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < got.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            worst = Math.max(worst, Math.abs(got[i] - expected[i]));
        }
        return worst / largest;
    }

    /** A layer on the image, one on that, both joined, and both added up. */
    private record Mixed() implements Calculation {
        @Override
        public <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            Shape inner = Shape.of(CHANNELS, IMAGE.dimension(2), IMAGE.dimension(3));
            Random random = new Random(2);
            try (LinearKernel<A> first = layer(kernels, random, IMAGE.inner());
                    LinearKernel<A> second = layer(kernels, random, inner)) {
                A z = kernels.activate(first.forward(inputs.get(0)), new Nonlinearity.Relu());
                A y = second.forward(z);
                return List.of(kernels.moves().concat(List.of(z, y)), kernels.add(z, y));
            }
        }
    }

    /** Two layers, and back through the second. */
    private record ThereAndBack() implements Calculation {
        @Override
        public <A> List<A> on(Kernels<A> kernels, List<A> inputs) {
            Shape inner = Shape.of(CHANNELS, IMAGE.dimension(2), IMAGE.dimension(3));
            Random random = new Random(4);
            try (LinearKernel<A> first = layer(kernels, random, IMAGE.inner());
                    LinearKernel<A> second = layer(kernels, random, inner)) {
                A y = second.forward(first.forward(inputs.get(0)));
                return List.of(y, second.transpose(y));
            }
        }
    }

    private static <A> LinearKernel<A> layer(Kernels<A> kernels, Random random, Shape input) {
        Shape shape = Shape.of(CHANNELS, input.dimension(0), 1, 1);
        double[] weights = random.doubles(shape.elementCount(), -1, 1).toArray();
        return kernels.convolution(
                GivenCoefficients.of(weights, new double[CHANNELS]), shape, Window.square(1, 1, 0), 1, input);
    }
}
