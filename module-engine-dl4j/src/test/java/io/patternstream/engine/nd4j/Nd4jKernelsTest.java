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
import io.patternstream.engine.kernels.RandomCase;
import io.patternstream.engine.reference.ReferenceKernels;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is ND4J's alone: moments against plain loops in float64, native memory, threads, scopes. */
@SuppressWarnings("try") // scopes work by being open
class Nd4jKernelsTest {
    private static final Nonlinearity RELU = new Nonlinearity.Relu();
    private static final int[] SEEDS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

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
}
