/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/**
 * Finds the size of a network's images. A DL4J file records it only where the network takes flat vectors
 * ({@code InputType.convolutionalFlat}); otherwise it follows from the size that the first dense layer needs, which several
 * sizes may lead to: of these the only one that is a usual side of images is taken. Stateless.
 */
final class InputSize {
    private static final int MAX_SIDE = 1024;
    private static final Set<Integer> USUAL_SIDES =
            Set.of(16, 28, 32, 48, 64, 96, 128, 160, 192, 224, 227, 256, 299, 331, 384, 448, 512);
    private static final String ADVICE =
            "; save the network with InputType.convolutionalFlat(height, width, channels), which records the size";

    private InputSize() {}

    /**
     * Finds the shape of one sample.
     *
     * @param configuration the network
     * @return {@code [C, H, W]}, or {@code [K]} where it begins with a dense layer
     * @throws ModelFormatException if the file does not tell
     */
    static Shape of(MultiLayerConfiguration configuration) {
        if (configuration.getInputPreProcess(0) instanceof FeedForwardToCnnPreProcessor flat) {
            return Shape.of((int) flat.getNumChannels(), (int) flat.getInputHeight(), (int) flat.getInputWidth());
        }
        Layer first = layer(configuration, 0);
        if (first instanceof DenseLayer || first instanceof BaseOutputLayer) {
            return Shape.of((int) ((FeedForwardLayer) first).getNIn());
        }
        for (int i = 0; i < configuration.getConfs().size(); i++) {
            InputPreProcessor preprocessor = configuration.getInputPreProcess(i);
            if (preprocessor instanceof CnnToFeedForwardPreProcessor flatten) {
                return Shape.of(
                        channels(configuration),
                        side(configuration, i, 0, (int) flatten.getInputHeight()),
                        side(configuration, i, 1, (int) flatten.getInputWidth()));
            }
        }
        throw new ModelFormatException("does not say the size of its images" + ADVICE);
    }

    private static int side(MultiLayerConfiguration configuration, int layers, int axis, int needed) {
        List<Integer> sides = IntStream.rangeClosed(1, MAX_SIDE)
                .filter(side -> outputSide(configuration, layers, axis, side) == needed)
                .boxed()
                .toList();
        List<Integer> usual = sides.stream().filter(USUAL_SIDES::contains).toList();
        if (sides.size() == 1) {
            return sides.get(0);
        }
        if (usual.size() == 1) {
            return usual.get(0);
        }
        throw new ModelFormatException("does not say the " + (axis == 0 ? "height" : "width")
                + " of its images, and those that fit are " + sides + ADVICE);
    }

    private static int outputSide(MultiLayerConfiguration configuration, int layers, int axis, int side) {
        int current = side;
        for (int i = 0; i < layers && current > 0; i++) {
            current = Geometry.outputSide(layer(configuration, i), axis, current);
        }
        return current;
    }

    private static int channels(MultiLayerConfiguration configuration) {
        return IntStream.range(0, configuration.getConfs().size())
                .mapToObj(i -> layer(configuration, i))
                .filter(ConvolutionLayer.class::isInstance)
                .mapToInt(layer -> (int) ((ConvolutionLayer) layer).getNIn())
                .findFirst()
                .orElseThrow(() -> new ModelFormatException("has images but no convolution" + ADVICE));
    }

    private static Layer layer(MultiLayerConfiguration configuration, int index) {
        return configuration.getConf(index).getLayer();
    }
}
