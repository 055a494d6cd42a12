/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Turns a DL4J network into a graph, layer by layer. Used for one network. */
final class NetworkImporter {
    private final Network.Builder builder;
    private int last;

    private NetworkImporter(Shape input) {
        this.builder = Network.builder("input", input);
    }

    /**
     * Reads a network.
     *
     * @param model initialised with its parameters
     * @return the graph
     * @throws ModelFormatException naming the layer that is not supported or does not fit
     */
    static Network read(MultiLayerNetwork model) {
        NetworkImporter importer = new NetworkImporter(InputSize.of(model.getLayerWiseConfigurations()));
        for (int i = 0; i < model.getnLayers(); i++) {
            Layer layer = model.getLayer(i).conf().getLayer();
            String name = layer.getLayerName() == null ? "layer" + i : layer.getLayerName();
            try {
                importer.preprocess(name, model.getLayerWiseConfigurations().getInputPreProcess(i));
                importer.add(name, layer, model.getLayer(i).paramTable());
            } catch (ModelFormatException | IllegalArgumentException e) {
                throw new ModelFormatException(
                        "layer '" + name + "' (" + layer.getClass().getSimpleName() + "): " + e.getMessage(), e);
            }
        }
        return importer.builder.build(Head.NONE);
    }

    private void preprocess(String name, @Nullable InputPreProcessor preprocessor) {
        if (preprocessor == null) {
            return;
        }
        Shape current = builder.shape(last);
        if (preprocessor instanceof CnnToFeedForwardPreProcessor flatten && flatten.getFormat() == CNN2DFormat.NCHW) {
            append(name + ".flatten", new Operation.Reshape(Shape.of(current.elementCount())));
        } else if (preprocessor instanceof FeedForwardToCnnPreProcessor image) {
            Shape shape =
                    Shape.of((int) image.getNumChannels(), (int) image.getInputHeight(), (int) image.getInputWidth());
            if (!current.equals(shape)) {
                append(name + ".image", new Operation.Reshape(shape));
            }
        } else {
            throw new ModelFormatException(
                    "its preprocessor " + preprocessor.getClass().getSimpleName() + " is not supported");
        }
    }

    private void add(String name, Layer layer, Map<String, INDArray> parameters) {
        if (layer instanceof ConvolutionLayer convolution) {
            requireChannelsFirst(convolution.getCnn2dDataFormat());
            append(name, LayerWeightsReader.convolution(convolution, builder.shape(last), parameters));
            activate(name, convolution.getActivationFn());
        } else if (layer instanceof DenseLayer dense) {
            if (dense.isHasLayerNorm()) {
                throw new ModelFormatException("layer normalisation is not supported");
            }
            append(name, LayerWeightsReader.dense(parameters));
            activate(name, dense.getActivationFn());
        } else if (layer instanceof BaseOutputLayer output) {
            append(name, LayerWeightsReader.dense(parameters));
            activate(name, output.getActivationFn());
        } else if (layer instanceof BatchNormalization norm) {
            requireChannelsFirst(norm.getCnn2DFormat());
            append(name, LayerWeightsReader.batchNorm(norm, builder.shape(last), parameters));
        } else if (layer instanceof SubsamplingLayer pool) {
            requireChannelsFirst(pool.getCnn2dDataFormat());
            append(name, pool(pool));
        } else if (layer instanceof GlobalPoolingLayer pool) {
            globalPool(name, pool);
        } else if (layer instanceof ActivationLayer activation) {
            activate(name, activation.getActivationFn());
        } else if (layer instanceof LossLayer loss) {
            activate(name, loss.getActivationFn());
        } else if (!(layer instanceof DropoutLayer)) {
            throw new ModelFormatException("this type of layer is not supported");
        }
    }

    private Operation pool(SubsamplingLayer pool) {
        Geometry geometry = Geometry.of(pool);
        if (pool.getPoolingType() == PoolingType.MAX) {
            return new Operation.MaxPool(geometry.window(builder.shape(last)));
        }
        if (pool.getPoolingType() == PoolingType.AVG) {
            return new Operation.AveragePool(geometry.window(builder.shape(last)), pool.isAvgPoolIncludePadInDivisor());
        }
        throw new ModelFormatException("pooling " + pool.getPoolingType() + " is not supported; MAX and AVG are");
    }

    private void globalPool(String name, GlobalPoolingLayer pool) {
        if (pool.getPoolingType() != PoolingType.AVG) {
            throw new ModelFormatException("global pooling " + pool.getPoolingType() + " is not supported; AVG is");
        }
        append(name, new Operation.GlobalAveragePool());
        if (pool.isCollapseDimensions()) {
            append(
                    name + ".flatten",
                    new Operation.Reshape(Shape.of(builder.shape(last).elementCount())));
        }
    }

    private void activate(String name, IActivation activation) {
        if (activation instanceof ActivationIdentity) {
            return;
        }
        append(name + "." + activation, operation(activation));
    }

    private static Operation operation(IActivation activation) {
        if (activation instanceof ActivationReLU relu && plain(relu)) {
            return new Operation.Activation(new Nonlinearity.Relu());
        }
        if (activation instanceof ActivationSoftmax) {
            return new Operation.Softmax(false);
        }
        if (activation instanceof ActivationSigmoid) {
            return new Operation.Activation(new Nonlinearity.Sigmoid());
        }
        throw new ModelFormatException(
                "activation " + activation + " is not supported; identity, relu, softmax and sigmoid are");
    }

    private static boolean plain(ActivationReLU relu) {
        return (relu.getMax() == null || relu.getMax() == 0)
                && (relu.getThreshold() == null || relu.getThreshold() == 0)
                && (relu.getNegativeSlope() == null || relu.getNegativeSlope() == 0);
    }

    private static void requireChannelsFirst(CNN2DFormat format) {
        if (format != CNN2DFormat.NCHW) {
            throw new ModelFormatException("data format " + format + " is not supported; NCHW is");
        }
    }

    private void append(String name, Operation operation) {
        last = builder.add(name, operation, last);
    }
}
