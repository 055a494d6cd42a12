/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;

/** Layers on images that have no parameters. Stateless. */
final class ImageLayers {
    private static final int LARGEST = 32767;

    private ImageLayers() {}

    static int pool(StepCall call, SubsamplingLayer pool) {
        StepCall.requireChannelsFirst(pool.getCnn2dDataFormat());
        Geometry geometry = Geometry.of(pool);
        if (pool.getPoolingType() == PoolingType.MAX) {
            return call.add("", new Operation.MaxPool(geometry.window(call.image())), call.input());
        }
        if (pool.getPoolingType() == PoolingType.AVG) {
            boolean padded = pool.isAvgPoolIncludePadInDivisor();
            return call.add("", new Operation.AveragePool(geometry.window(call.image()), padded), call.input());
        }
        throw new ModelFormatException("pooling " + pool.getPoolingType() + " is not supported; MAX and AVG are");
    }

    static int globalPool(StepCall call, GlobalPoolingLayer pool) {
        int x =
                switch (pool.getPoolingType()) {
                    case MAX -> call.graph().globalMaximum(call.name(), image(call));
                    case AVG -> call.add("", new Operation.GlobalAveragePool(), image(call));
                    default ->
                        throw new ModelFormatException(
                                "global pooling " + pool.getPoolingType() + " is not supported; MAX and AVG are");
                };
        return pool.isCollapseDimensions() ? call.graph().flatten(call.name() + ".flatten", x) : x;
    }

    /** DL4J weighs the squares by alpha itself, the graph by alpha / size. */
    static int normalise(StepCall call, LocalResponseNormalization norm) {
        int size = 2 * ((int) norm.getN() / 2) + 1;
        Operation operation =
                new Operation.LocalResponseNorm(size, norm.getAlpha() * size, norm.getBeta(), norm.getK());
        return call.add("", operation, image(call));
    }

    static int pad(StepCall call, ZeroPaddingLayer layer) {
        StepCall.requireChannelsFirst(layer.getDataFormat());
        int[] margins = extents("padding", layer.getPadding(), 4, 0);
        return moved(call, axis -> IntStream.range(
                        -margins[2 * axis], call.image().dimension(axis + 1) + margins[2 * axis + 1])
                .map(i -> i < 0 || i >= call.shape().dimension(axis + 1) ? IndexMap.FILL : i)
                .toArray());
    }

    static int crop(StepCall call, Cropping2D layer) {
        StepCall.requireChannelsFirst(layer.getDataFormat());
        int[] margins = extents("cropping", layer.getCropping(), 4, 0);
        return moved(call, axis -> IntStream.range(
                        margins[2 * axis], call.image().dimension(axis + 1) - margins[2 * axis + 1])
                .toArray());
    }

    static int upsample(StepCall call, Upsampling2D layer) {
        StepCall.requireChannelsFirst(layer.getFormat());
        int[] factors = extents("size", layer.getSize(), 2, 1);
        return moved(
                call, axis -> IntStream.range(0, Math.multiplyExact(call.image().dimension(axis + 1), factors[axis]))
                        .map(i -> i / factors[axis])
                        .toArray());
    }

    /** Each block of b x b pixels becomes one pixel of b * b times as many channels, those of one pixel together. */
    static int spaceToDepth(StepCall call, SpaceToDepthLayer layer) {
        StepCall.requireChannelsFirst(layer.getDataFormat());
        int block = layer.getBlockSize();
        Shape image = call.image();
        int channels = image.dimension(0);
        int height = image.dimension(1);
        int width = image.dimension(2);
        if (block < 1 || block > LARGEST || height % block != 0 || width % block != 0) {
            throw new ModelFormatException("blocks of side " + block + " do not divide images of shape " + image);
        }
        call.graph().reserve(image.elementCount());
        Shape output = Shape.of(channels * block * block, height / block, width / block);
        int[] sources = new int[image.elementCount()];
        for (int i = 0; i < sources.length; i++) {
            int column = i % (width / block);
            int row = i / (width / block) % (height / block);
            int channel = i / (width / block) / (height / block);
            int offset = channel / channels;
            int y = row * block + offset / block;
            int x = column * block + offset % block;
            sources[i] = (channel % channels * height + y) * width + x;
        }
        return call.add("", new Operation.Rearrange(IndexMap.of(image, output, sources, 0)), call.input());
    }

    private static int image(StepCall call) {
        call.image();
        return call.input();
    }

    private static int moved(StepCall call, IntFunction<int[]> positions) {
        int[] channels = IntStream.range(0, call.image().dimension(0)).toArray();
        return call.graph().take(call.name(), call.input(), List.of(channels, positions.apply(0), positions.apply(1)));
    }

    private static int[] extents(String what, int[] extents, int count, int least) {
        if (extents == null
                || extents.length != count
                || Arrays.stream(extents).anyMatch(value -> value < least || value > LARGEST)) {
            throw new ModelFormatException(what + " = " + Arrays.toString(extents) + " must be " + count + " numbers, "
                    + least + " to " + LARGEST);
        }
        return extents;
    }
}
