/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.lowering;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The transpose of a convolution: a convolution with the flipped kernel, over the input with zeros between its values where
 * the stride is not 1. Stateless.
 */
public final class TransposedConvolution {
    private TransposedConvolution() {}

    /**
     * Adds one.
     *
     * @param graph to add it to
     * @param name of the node
     * @param x position of an image
     * @param forward the convolution that is transposed, except that its weights are {@code [O, I, kH, kW]} with the result's
     *     O; of its padding only that above and on the left is used; undilated, in one group
     * @param output height and width of the result
     * @return position of the result
     * @throws ModelFormatException if more rows or columns would have to be cut off than the kernel adds
     */
    public static int add(GraphWriter graph, String name, int x, Operation.Convolution forward, int... output) {
        Shape image = graph.shape(x);
        if (image.rank() != 3) {
            throw new ModelFormatException("needs images [C, H, W], not samples of shape " + image);
        }
        Window window = forward.window();
        int[] channels = IntStream.range(0, image.dimension(0)).toArray();
        int[] rows = spread(image.dimension(1), window.strideHeight());
        int[] columns = spread(image.dimension(2), window.strideWidth());
        int spaced = graph.take(name + ".spread", x, List.of(channels, rows, columns));
        int top = window.kernelHeight() - 1 - window.padTop();
        int left = window.kernelWidth() - 1 - window.padLeft();
        int bottom = output[0] - rows.length - top + window.kernelHeight() - 1;
        int right = output[1] - columns.length - left + window.kernelWidth() - 1;
        if (Math.min(Math.min(top, left), Math.min(bottom, right)) < 0) {
            throw new ModelFormatException("its padding is larger than its kernel, which is not supported");
        }
        Window flipped = new Window(window.kernelHeight(), window.kernelWidth(), 1, 1, top, left, bottom, right, 1, 1);
        Tensor weights = turned(forward.weights().tensor());
        return graph.add(name, new Operation.Convolution(weights, forward.bias().tensor(), flipped, 1), spaced);
    }

    private static int[] spread(int side, int stride) {
        long spaced = (long) (side - 1) * stride + 1;
        GraphWriter.sample((int) Math.min(spaced, Integer.MAX_VALUE));
        return IntStream.range(0, (int) spaced)
                .map(i -> i % stride == 0 ? i / stride : IndexMap.FILL)
                .toArray();
    }

    /** Each filter turned by half a circle. */
    private static Tensor turned(Tensor kernel) {
        int plane = kernel.shape().dimension(2) * kernel.shape().dimension(3);
        float[] values = new float[kernel.shape().elementCount()];
        for (int i = 0; i < values.length; i++) {
            int at = i % plane;
            values[i] = kernel.at(i - at + plane - 1 - at);
        }
        return Tensor.wrap(kernel.shape(), values);
    }
}
