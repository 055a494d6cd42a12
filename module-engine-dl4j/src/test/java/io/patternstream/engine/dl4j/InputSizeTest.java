/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.junit.jupiter.api.Test;

class InputSizeTest {
    @Test
    void followsFromTheFirstDenseLayerWhereOnlyOneSizeFits() {
        MultiLayerConfiguration network = network(InputType.convolutional(19, 23, 2), 1);
        assertThat(InputSize.of(LayerGraph.of(network), Optional.empty())).isEqualTo(Shape.of(2, 19, 23));
    }

    @Test
    void isTheUsualOneWhereSeveralFit() {
        MultiLayerConfiguration network = network(InputType.convolutional(28, 32, 2), 2);
        assertThat(InputSize.of(LayerGraph.of(network), Optional.empty())).isEqualTo(Shape.of(2, 28, 32));
    }

    @Test
    void isRefusedWhereSeveralFitAndNoneIsUsual() {
        MultiLayerConfiguration network = network(InputType.convolutional(19, 23, 2), 2);
        assertThatThrownBy(() -> InputSize.of(LayerGraph.of(network), Optional.empty()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("height of its images, and those that fit are [19, 20]")
                .hasMessageContaining("InputType.convolutionalFlat");
    }

    @Test
    void isTheRecordedOneForFlatInput() {
        MultiLayerConfiguration network = network(InputType.convolutionalFlat(19, 23, 2), 2);
        assertThat(InputSize.of(LayerGraph.of(network), Optional.empty())).isEqualTo(Shape.of(2, 19, 23));
    }

    @Test
    void isAVectorBeforeADenseLayer() {
        Layer dense = new DenseLayer.Builder().nOut(3).build();
        assertThat(InputSize.of(LayerGraph.of(network(InputType.feedForward(7), dense)), Optional.empty()))
                .isEqualTo(Shape.of(7));
    }

    @Test
    void isWhatTheCallerKnowsWhereThatFits() {
        LayerGraph network = LayerGraph.of(network(InputType.convolutional(28, 32, 2), 2));
        assertThat(InputSize.of(network, Optional.of(Shape.of(2, 27, 31)))).isEqualTo(Shape.of(2, 27, 31));
        assertThat(InputSize.of(network, Optional.of(Shape.of(2, 50, 50)))).isEqualTo(Shape.of(2, 28, 32));
    }

    @Test
    void isWhatTheCallerKnowsOr224WhereTheNetworkTakesAnySize() {
        LayerGraph network = LayerGraph.of(
                network(InputType.convolutional(28, 28, 1), convolution(1), new GlobalPoolingLayer(PoolingType.AVG)));
        assertThat(InputSize.of(network, Optional.of(Shape.of(1, 30, 40)))).isEqualTo(Shape.of(1, 30, 40));
        assertThat(InputSize.of(network, Optional.empty())).isEqualTo(Shape.of(1, 224, 224));
    }

    private static MultiLayerConfiguration network(InputType input, int stride) {
        return network(input, convolution(stride));
    }

    private static MultiLayerConfiguration network(InputType input, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .convolutionMode(ConvolutionMode.Same)
                .list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        return list.layer(new OutputLayer.Builder().nOut(4).build())
                .setInputType(input)
                .build();
    }

    private static ConvolutionLayer convolution(int stride) {
        return new ConvolutionLayer.Builder(3, 3).nOut(2).stride(stride, stride).build();
    }
}
