/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Each kind of layer, vertex and activation in a small ComputationGraph; the oracle is DL4J's own {@code output()}. */
class LayerGraphTest {
    /** Both sum in float32, in another order; the outputs are of the order of 1. */
    private static final double TOLERANCE = 1e-5;

    @TempDir
    private Path folder;

    static Stream<Arguments> layers() {
        return Stream.of(
                layer(depthwise(ConvolutionMode.Same, 2)),
                layer(depthwise(ConvolutionMode.Truncate, 1)),
                layer(new SeparableConvolution2D.Builder(3, 2)
                        .nOut(5)
                        .depthMultiplier(2)
                        .stride(2, 1)
                        .activation(Activation.RELU)
                        .build()),
                layer(deconvolution(ConvolutionMode.Same, 2, 0)),
                layer(deconvolution(ConvolutionMode.Truncate, 2, 1)),
                layer(deconvolution(ConvolutionMode.Truncate, 1, 0)),
                layer(new ZeroPaddingLayer(1, 2, 3, 0)),
                layer(new Cropping2D(1, 0, 2, 1)),
                layer(new Upsampling2D.Builder().size(new int[] {2, 3}).build()),
                layer(new SpaceToDepthLayer.Builder<>(2).build()),
                layer(new LocalResponseNormalization.Builder(1.5, 3, 0.1, 0.6).build()),
                layer(new PReLULayer.Builder().inputShape(4, 6, 8).build()),
                layer(new PReLULayer.Builder()
                        .inputShape(4, 6, 8)
                        .sharedAxes(2, 3)
                        .build()),
                layer(new GlobalPoolingLayer(PoolingType.MAX)),
                layer(new FrozenLayer(
                        new ConvolutionLayer.Builder(3, 3).nIn(4).nOut(3).build())));
    }

    static Stream<Arguments> vertices() {
        return Stream.of(
                vertex(new ElementWiseVertex(ElementWiseVertex.Op.Add)),
                vertex(new ElementWiseVertex(ElementWiseVertex.Op.Product)),
                vertex(new ElementWiseVertex(ElementWiseVertex.Op.Subtract)),
                vertex(new ElementWiseVertex(ElementWiseVertex.Op.Average)),
                vertex(new MergeVertex()));
    }

    static Stream<Arguments> singleVertices() {
        return Stream.of(vertex(new ScaleVertex(-0.7)), vertex(new ShiftVertex(0.4)));
    }

    static Stream<IActivation> activations() {
        Stream<IActivation> named = Stream.of(
                        Activation.ELU,
                        Activation.GELU,
                        Activation.HARDSIGMOID,
                        Activation.HARDTANH,
                        Activation.IDENTITY,
                        Activation.LEAKYRELU,
                        Activation.RECTIFIEDTANH,
                        Activation.RELU,
                        Activation.RELU6,
                        Activation.SELU,
                        Activation.SIGMOID,
                        Activation.SOFTMAX,
                        Activation.SOFTPLUS,
                        Activation.SOFTSIGN,
                        Activation.SWISH,
                        Activation.TANH)
                .map(Activation::getActivationFunction);
        return Stream.concat(named, Stream.of(new ActivationReLU(0.5, null, null), new ActivationReLU(0.5, 0.0, 0.2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void layersGiveTheOutputsOfDl4j(String name, Layer layer) throws IOException {
        assertGivesTheOutputsOfDl4j(graph -> graph.addLayer("tested", layer, "first"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vertices")
    void verticesOfTwoInputsGiveTheOutputsOfDl4j(String name, GraphVertex vertex) throws IOException {
        assertGivesTheOutputsOfDl4j(graph ->
                graph.addLayer("second", convolution(), "image").addVertex("tested", vertex, "first", "second"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("singleVertices")
    void verticesOfOneInputGiveTheOutputsOfDl4j(String name, GraphVertex vertex) throws IOException {
        assertGivesTheOutputsOfDl4j(graph -> graph.addVertex("tested", vertex, "first"));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void activationsGiveTheOutputsOfDl4j(IActivation activation) throws IOException {
        assertGivesTheOutputsOfDl4j(graph -> graph.addLayer(
                "tested", new ActivationLayer.Builder().activation(activation).build(), "first"));
    }

    private void assertGivesTheOutputsOfDl4j(Part part) throws IOException {
        // Given
        ComputationGraph network = network(part);
        Path file = folder.resolve("graph.zip");
        ModelSerializer.writeModel(network, file.toFile(), false);
        Tensor batch = Outputs.random(3, 2, 3, 6, 8);
        float[] flat = new float[batch.shape().elementCount()];
        batch.copyTo(flat, 0);
        INDArray expected = network.outputSingle(Nd4j.create(flat, new long[] {2, 3, 6, 8}, 'c'));

        // When
        double[][] outputs = Outputs.of(Model.load(file, Shape.of(3, 6, 8)), batch);

        // Then
        for (int n = 0; n < outputs.length; n++) {
            for (int k = 0; k < outputs[n].length; k++) {
                assertThat(outputs[n][k]).isCloseTo(expected.getDouble(n, k), within(TOLERANCE));
            }
        }
    }

    private static ComputationGraph network(Part part) {
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(5)
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(6, 8, 3))
                .addLayer("first", convolution(), "image");
        ComputationGraph network = new ComputationGraph(part.of(graph)
                .addLayer(
                        "out",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(4)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "tested")
                .setOutputs("out")
                .build());
        network.init();
        Random random = new Random(9);
        network.paramTable().forEach((key, values) -> {
            for (long i = 0; i < values.length(); i++) {
                values.putScalar(i, 0.3 * random.nextGaussian());
            }
        });
        return network;
    }

    private static ConvolutionLayer convolution() {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(4)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static Layer depthwise(ConvolutionMode mode, int stride) {
        return new DepthwiseConvolution2D.Builder(3, 2)
                .depthMultiplier(2)
                .stride(stride, stride)
                .convolutionMode(mode)
                .activation(Activation.TANH)
                .build();
    }

    private static Layer deconvolution(ConvolutionMode mode, int stride, int padding) {
        return new Deconvolution2D.Builder(3, 2)
                .nOut(5)
                .stride(stride, stride)
                .padding(padding, padding)
                .convolutionMode(mode)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static Arguments layer(Layer layer) {
        return Arguments.of(layer.getClass().getSimpleName(), layer);
    }

    private static Arguments vertex(GraphVertex vertex) {
        return Arguments.of(vertex.getClass().getSimpleName(), vertex);
    }

    /** Adds the tested part between the layer 'first' and the output. */
    private interface Part {
        GraphBuilder of(GraphBuilder graph);
    }
}
