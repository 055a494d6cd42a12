/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.kernels;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.reference.GivenCoefficients;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.LinearKernel;
import java.util.Random;

/** A random convolution with inputs, and a random pool with an input full of ties. Decided by its seed. */
public final class RandomCase {
    private static final int SAMPLES = 3;

    private final Window window;
    private final int groups;
    private final Shape weightShape;
    private final double[] weights;
    private final double[] bias;
    private final Tensor x;
    private final Tensor z;
    private final Window poolWindow;
    private final Tensor ties;

    private RandomCase(Random random, Window window, Window poolWindow) {
        this.window = window;
        this.poolWindow = poolWindow;
        groups = 1 + random.nextInt(3);
        Shape input = Shape.of(groups * (1 + random.nextInt(3)), 7 + random.nextInt(5), 7 + random.nextInt(5));
        int outputs = groups * (1 + random.nextInt(4));
        weightShape = Shape.of(outputs, input.dimension(0) / groups, window.kernelHeight(), window.kernelWidth());
        weights = random.doubles(weightShape.elementCount(), -1, 1).toArray();
        bias = random.doubles(outputs, -1, 1).toArray();
        x = gaussian(random, 0, input.batchOf(SAMPLES));
        z = gaussian(random, 0, output(input).batchOf(SAMPLES));
        float[] small = new float[x.shape().elementCount()];
        for (int i = 0; i < small.length; i++) {
            small[i] = random.nextInt(3) - 3;
        }
        ties = Tensor.wrap(x.shape(), small);
    }

    /**
     * Draws one.
     *
     * @param seed decides it
     * @return the case
     */
    public static RandomCase of(int seed) {
        Random random = new Random(seed);
        return new RandomCase(random, window(random, true), window(random, false));
    }

    /** With a given window of the convolution. */
    static RandomCase of(int seed, Window window) {
        Random random = new Random(seed);
        return new RandomCase(random, window, window(random, false));
    }

    /**
     * Prepares the convolution.
     *
     * @param kernels the backend's
     * @param <A> its array
     * @return closed by the caller
     */
    public <A> LinearKernel<A> prepare(Kernels<A> kernels) {
        return kernels.convolution(
                GivenCoefficients.of(weights, bias),
                weightShape,
                window,
                groups,
                x.shape().inner());
    }

    /** {@return the convolution's input} */
    public Tensor x() {
        return x;
    }

    /** {@return shaped like its output, but random: of both signs, none near zero by rounding} */
    public Tensor z() {
        return z;
    }

    /** Three negative values only, so that windows have ties and padding would win. */
    Tensor ties() {
        return ties;
    }

    Window poolWindow() {
        return poolWindow;
    }

    @Override
    public String toString() {
        return window + ", " + groups + " groups, " + x.shape();
    }

    /**
     * Draws normal numbers.
     *
     * @param random decides them
     * @param mean of all
     * @param shape how many
     * @return with deviation 1
     */
    public static Tensor gaussian(Random random, float mean, Shape shape) {
        float[] values = new float[shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = mean + (float) random.nextGaussian();
        }
        return Tensor.wrap(shape, values);
    }

    private Shape output(Shape input) {
        return Shape.of(
                weightShape.dimension(0),
                window.outputHeight(input.dimension(1)),
                window.outputWidth(input.dimension(2)));
    }

    private static Window window(Random random, boolean dilated) {
        int height = 1 + random.nextInt(3);
        int width = 1 + random.nextInt(3);
        int[] stride = {1 + random.nextInt(3), 1 + random.nextInt(3)};
        int[] dilation = {1, 1};
        if (dilated) {
            dilation = new int[] {1 + random.nextInt(2), 1 + random.nextInt(2)};
        }
        return new Window(
                height,
                width,
                stride[0],
                stride[1],
                random.nextInt(height),
                random.nextInt(width),
                random.nextInt(height),
                random.nextInt(width),
                dilation[0],
                dilation[1]);
    }
}
