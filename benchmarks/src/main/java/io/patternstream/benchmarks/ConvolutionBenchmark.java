/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.nd4j.Nd4jProvider;
import io.patternstream.engine.spi.Coefficients;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One 3x3 convolution by the eager kernels of ND4J, and its transpose, as the backward pass runs it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ConvolutionBenchmark {
    private static final int KERNEL = 3;
    private static final long SEED = 1;

    /** Channels in and out. */
    @Param({"64", "256"})
    public int channels;

    /** Height and width. */
    @Param("56")
    public int size;

    /** Number of images. */
    @Param("1")
    public int batch;

    private Layer<?> layer;

    /** Prepares the layer and its arrays. */
    @Setup
    public void open() {
        layer = layer(new Nd4jProvider().create(Runtime.getRuntime().availableProcessors()));
    }

    /** The convolution, its input's copying in included. */
    @Benchmark
    public void forward() {
        layer.forward();
    }

    /** Its transpose, likewise. */
    @Benchmark
    public void transpose() {
        layer.transpose();
    }

    /** Frees all. */
    @TearDown
    public void close() {
        layer.close();
    }

    private <A> Layer<A> layer(Kernels<A> kernels) {
        double[] weights = random(channels * channels * KERNEL * KERNEL);
        LinearKernel<A> kernel = kernels.convolution(
                new Weights(weights, channels),
                Shape.of(channels, channels, KERNEL, KERNEL),
                Window.square(KERNEL, 1, 1),
                1,
                Shape.of(channels, size, size));
        float[] images = new float[batch * channels * size * size];
        Random random = new Random(SEED);
        for (int i = 0; i < images.length; i++) {
            images[i] = random.nextFloat();
        }
        return new Layer<>(kernels, kernel, Tensor.wrap(Shape.of(batch, channels, size, size), images));
    }

    private static double[] random(int count) {
        return new Random(SEED).doubles(count, -1, 1).toArray();
    }

    /** Input and output have the same shape, so one array serves both ways. */
    @SuppressWarnings("try") // scopes are only closed
    private record Layer<A>(Kernels<A> kernels, LinearKernel<A> kernel, Tensor batch) implements AutoCloseable {
        void forward() {
            try (Kernels.Scope scope = kernels.scope()) {
                kernel.forward(kernels.load(batch));
            }
        }

        void transpose() {
            try (Kernels.Scope scope = kernels.scope()) {
                kernel.transpose(kernels.load(batch));
            }
        }

        @Override
        public void close() {
            kernel.close();
            kernels.close();
        }
    }

    private static final class Weights implements Coefficients {
        private final double[] values;
        private final int biases;

        Weights(double[] values, int biases) {
            this.values = values;
            this.biases = biases;
        }

        @Override
        public Object key() {
            return this;
        }

        @Override
        public double weight(int index) {
            return values[index];
        }

        @Override
        public double[] bias() {
            return new double[biases];
        }
    }
}
