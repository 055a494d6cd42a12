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
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The oracle is DL4J itself: its own restored network and its {@code output()}. */
class Dl4jModelReaderTest {
    /** Both sum in float32 in another order; probabilities are at most 1. */
    private static final double TOLERANCE = 1e-5;

    private static final Path DEMO = Path.of("..", "demo");

    @TempDir
    private Path folder;

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of(
                        "same, odd strides", ConvolutionMode.Same, List.of(conv(5, 3, 2, 0, 1), conv(4, 2, 1, 0, 1))),
                Arguments.of("truncate, padding", ConvolutionMode.Truncate, List.of(conv(5, 3, 2, 1, 1))),
                Arguments.of("strict, dilation", ConvolutionMode.Strict, List.of(conv(5, 3, 1, 2, 2))),
                Arguments.of(
                        "max pool", ConvolutionMode.Same, List.of(conv(3, 3, 1, 0, 1), pool(PoolingType.MAX, 3, 2, 0))),
                Arguments.of(
                        "padded max pool",
                        ConvolutionMode.Truncate,
                        List.of(pool(PoolingType.MAX, 3, 2, 1), conv(3, 2, 1, 0, 1))),
                Arguments.of(
                        "average pool",
                        ConvolutionMode.Truncate,
                        List.of(conv(3, 3, 1, 0, 1), pool(PoolingType.AVG, 2, 2, 0))),
                Arguments.of(
                        "padded average pool",
                        ConvolutionMode.Truncate,
                        List.of(conv(3, 3, 1, 0, 1), pool(PoolingType.AVG, 3, 2, 1))),
                Arguments.of(
                        "batch norm", ConvolutionMode.Same, List.of(linearConv(4), new BatchNormalization(), relu())),
                Arguments.of(
                        "batch norm of log deviations, fixed scale",
                        ConvolutionMode.Same,
                        List.of(
                                linearConv(4),
                                new BatchNormalization.Builder(true)
                                        .lockGammaBeta(true)
                                        .useLogStd(true)
                                        .build())),
                Arguments.of("dropout", ConvolutionMode.Same, List.of(conv(3, 3, 2, 0, 1), new DropoutLayer(0.5))),
                Arguments.of(
                        "global pool",
                        ConvolutionMode.Same,
                        List.of(conv(6, 3, 2, 0, 1), new GlobalPoolingLayer(PoolingType.AVG))),
                Arguments.of(
                        "sigmoid loss layer",
                        ConvolutionMode.Same,
                        List.of(
                                conv(3, 3, 3, 0, 1),
                                dense(4, Activation.IDENTITY),
                                new LossLayer.Builder(LossFunction.XENT)
                                        .activation(Activation.SIGMOID)
                                        .build())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void givesTheOutputsOfDl4j(String name, ConvolutionMode mode, List<Layer> layers) throws IOException {
        // Given
        MultiLayerNetwork network = network(mode, layers);
        Path file = folder.resolve("model.zip");
        ModelSerializer.writeModel(network, file.toFile(), true);
        Tensor batch = Outputs.random(3, 2, 3, 11, 13);

        // When
        double[][] outputs = Outputs.of(file, batch);

        // Then
        float[] flat = new float[batch.shape().elementCount()];
        batch.copyTo(flat, 0);
        INDArray expected = network.output(Nd4j.create(flat, new long[] {2, 3 * 11 * 13}, 'c'));
        assertEqual(outputs, expected);
    }

    @Test
    void theBundledModelGivesTheOutputsOfDl4jOnRealImages() throws IOException {
        // Given
        Path file = DEMO.resolve("fashion-mnist-cnn.zip");
        Tensor images = images(16);

        // When
        double[][] outputs = Outputs.of(file, images);

        // Then
        float[] flat = new float[images.shape().elementCount()];
        images.copyTo(flat, 0);
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
        assertEqual(outputs, network.output(Nd4j.create(flat, new long[] {16, 1, 28, 28}, 'c')));
    }

    @Test
    void keepsTheNamesAndFindsTheImageSizeOfTheBundledModel() {
        // When
        Model model = Model.load(DEMO.resolve("fashion-mnist-cnn.zip"));

        // Then
        assertThat(model.description().input()).isEqualTo(Shape.of(1, 28, 28));
        assertThat(model.layers())
                .extracting(layer -> layer.id().name())
                .containsExactly("conv1", "conv2", "dense1", "logits");
        assertThat(model.layers()).extracting(layer -> layer.inputFirst()).containsExactly(false, false, true, true);
    }

    private static MultiLayerNetwork network(ConvolutionMode mode, List<Layer> layers) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(5)
                .convolutionMode(mode)
                .list();
        layers.forEach(list::layer);
        if (!(layers.get(layers.size() - 1) instanceof LossLayer)) {
            list.layer(dense(6, Activation.RELU));
            list.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(4)
                    .activation(Activation.SOFTMAX)
                    .build());
        }
        MultiLayerNetwork network = new MultiLayerNetwork(
                list.setInputType(InputType.convolutionalFlat(11, 13, 3)).build());
        network.init();
        Random random = new Random(9);
        network.paramTable().forEach((key, values) -> {
            for (long i = 0; i < values.length(); i++) {
                double value = 0.4 * random.nextGaussian();
                values.putScalar(i, key.endsWith("var") ? 0.5 + Math.abs(value) : value);
            }
        });
        return network;
    }

    private static ConvolutionLayer conv(int channels, int kernel, int stride, int padding, int dilation) {
        return new ConvolutionLayer.Builder(kernel, kernel + 1)
                .nOut(channels)
                .stride(stride, stride)
                .padding(padding, padding)
                .dilation(dilation, dilation)
                .activation(Activation.RELU)
                .build();
    }

    private static ConvolutionLayer linearConv(int channels) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(channels)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static SubsamplingLayer pool(PoolingType type, int kernel, int stride, int padding) {
        return new SubsamplingLayer.Builder(type)
                .kernelSize(kernel, kernel)
                .stride(stride, stride)
                .padding(padding, padding)
                .build();
    }

    private static ActivationLayer relu() {
        return new ActivationLayer.Builder().activation(Activation.RELU).build();
    }

    private static DenseLayer dense(int size, Activation activation) {
        return new DenseLayer.Builder().nOut(size).activation(activation).build();
    }

    private static Tensor images(int count) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new GZIPInputStream(Files.newInputStream(DEMO.resolve("images.idx3-ubyte.gz"))))) {
            in.skipNBytes(16);
            float[] values = new float[count * 28 * 28];
            for (int i = 0; i < values.length; i++) {
                values[i] = in.readUnsignedByte() / 255f;
            }
            return Tensor.wrap(Shape.of(count, 1, 28, 28), values);
        }
    }

    private static void assertEqual(double[][] outputs, INDArray expected) {
        assertThat(expected.rows()).isEqualTo(outputs.length);
        assertThat(expected.columns()).isEqualTo(outputs[0].length);
        for (int n = 0; n < outputs.length; n++) {
            for (int k = 0; k < outputs[n].length; k++) {
                assertThat(outputs[n][k]).isCloseTo(expected.getDouble(n, k), within(TOLERANCE));
            }
        }
    }
}
