/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.lowering.GraphWriter;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;

/** Turns a DL4J network into a graph, step by step, reading the parameters as it goes. Used for one network. */
final class NetworkImporter {
    private final GraphWriter graph;
    private final Coefficients coefficients;
    private final Map<String, Integer> positions = new HashMap<>();

    private NetworkImporter(LayerGraph layers, Shape input, Coefficients coefficients, long bytes) {
        this.graph = new GraphWriter(layers.input(), input, bytes);
        this.coefficients = coefficients;
        this.positions.put(layers.input(), 0);
    }

    /**
     * Reads a network.
     *
     * @param layers its layers
     * @param input shape of one sample
     * @param coefficients its parameters, at the first
     * @param bytes size of the file
     * @return the graph
     * @throws ModelFormatException naming the layer that is not supported or does not fit
     */
    static Network read(LayerGraph layers, Shape input, Coefficients coefficients, long bytes) {
        NetworkImporter importer = new NetworkImporter(layers, input, coefficients, bytes);
        for (LayerGraph.Step step : layers.steps()) {
            try {
                importer.positions.put(step.name(), importer.write(step));
            } catch (ModelFormatException | IllegalArgumentException | ArithmeticException e) {
                throw new ModelFormatException(
                        "layer '" + step.name() + "' (" + step.type() + "): " + e.getMessage(), e);
            }
        }
        coefficients.finish();
        return importer.graph.build(importer.positions.getOrDefault(layers.output(), 0));
    }

    private int write(LayerGraph.Step step) {
        List<Integer> inputs = step.inputs().stream()
                .map(name -> positions.getOrDefault(name, 0))
                .toList();
        StepCall call = new StepCall(step.name(), graph, coefficients, inputs);
        Layer layer = step.layer();
        if (layer == null) {
            return Vertices.write(call, step.vertex());
        }
        int x = Vertices.preprocessed(call, call.input(), step.preprocessor());
        return write(new StepCall(step.name(), graph, coefficients, List.of(x)), layer);
    }

    private static int write(StepCall call, Layer layer) {
        if (layer instanceof Deconvolution2D deconvolution) {
            return WeightedLayers.deconvolution(call, deconvolution);
        } else if (layer instanceof SeparableConvolution2D separable) {
            return WeightedLayers.separable(call, separable);
        } else if (layer instanceof DepthwiseConvolution2D depthwise) {
            return WeightedLayers.depthwise(call, depthwise);
        } else if (layer instanceof ConvolutionLayer convolution) {
            return WeightedLayers.convolution(call, convolution);
        } else if (layer instanceof DenseLayer dense) {
            return WeightedLayers.dense(call, dense);
        } else if (layer instanceof BaseOutputLayer output) {
            return WeightedLayers.output(call, output);
        } else if (layer instanceof BatchNormalization norm) {
            return WeightedLayers.batchNorm(call, norm);
        } else if (layer instanceof PReLULayer prelu) {
            return WeightedLayers.prelu(call, prelu);
        } else if (layer instanceof ActivationLayer activation) {
            return Activations.add(call, call.input(), activation.getActivationFn());
        } else if (layer instanceof LossLayer loss) {
            return Activations.add(call, call.input(), loss.getActivationFn());
        }
        return layer instanceof DropoutLayer ? call.input() : writeImageLayer(call, layer);
    }

    private static int writeImageLayer(StepCall call, Layer layer) {
        if (layer instanceof SubsamplingLayer pool) {
            return ImageLayers.pool(call, pool);
        } else if (layer instanceof GlobalPoolingLayer pool) {
            return ImageLayers.globalPool(call, pool);
        } else if (layer instanceof LocalResponseNormalization norm) {
            return ImageLayers.normalise(call, norm);
        } else if (layer instanceof ZeroPaddingLayer padding) {
            return ImageLayers.pad(call, padding);
        } else if (layer instanceof Cropping2D cropping) {
            return ImageLayers.crop(call, cropping);
        } else if (layer instanceof Upsampling2D upsampling) {
            return ImageLayers.upsample(call, upsampling);
        } else if (layer instanceof SpaceToDepthLayer blocks) {
            return ImageLayers.spaceToDepth(call, blocks);
        }
        throw new ModelFormatException("this type of layer is not supported");
    }
}
