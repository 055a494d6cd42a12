/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.model.AlexNet;
import org.deeplearning4j.zoo.model.Darknet19;
import org.deeplearning4j.zoo.model.LeNet;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.VGG16;
import org.deeplearning4j.zoo.model.Xception;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's own architectures, built by it with seeded weights, saved by it, and compared with its own {@code output()}.
 * Everyday with few classes and small images; with {@code -Dzoo=full} as they are, which takes minutes and 6 GB.
 */
class ZooIT {
    /** Both sum in float32, in another order; probabilities are at most 1. */
    private static final double TOLERANCE = 1e-5;

    private static final int SAMPLES = 2;
    private static final int SEED = 1;

    @TempDir
    private Path folder;

    static Stream<Arguments> small() {
        return Stream.of(
                zoo(
                        LeNet.builder()
                                .seed(SEED)
                                .numClasses(5)
                                .inputShape(sides(1, 28))
                                .build(),
                        1,
                        28),
                zoo(
                        AlexNet.builder()
                                .seed(SEED)
                                .numClasses(5)
                                .inputShape(sides(3, 70))
                                .build(),
                        3,
                        70),
                zoo(
                        VGG16.builder()
                                .seed(SEED)
                                .numClasses(5)
                                .inputShape(sides(3, 32))
                                .build(),
                        3,
                        32),
                zoo(
                        ResNet50.builder()
                                .seed(SEED)
                                .numClasses(5)
                                .inputShape(sides(3, 160))
                                .build(),
                        3,
                        160),
                zoo(
                        SqueezeNet.builder()
                                .seed(SEED)
                                .numClasses(5)
                                .inputShape(sides(3, 48))
                                .build(),
                        3,
                        48),
                zoo(
                        Darknet19.builder()
                                .seed(SEED)
                                .numClasses(5)
                                .inputShape(sides(3, 64))
                                .build(),
                        3,
                        64),
                zoo(
                        Xception.builder()
                                .seed(SEED)
                                .numClasses(5)
                                .inputShape(sides(3, 72))
                                .build(),
                        3,
                        72));
    }

    static Stream<Arguments> full() {
        return Stream.of(
                zoo(LeNet.builder().seed(SEED).numClasses(1000).build(), 1, 28),
                zoo(AlexNet.builder().seed(SEED).numClasses(1000).build(), 3, 224),
                zoo(VGG16.builder().seed(SEED).numClasses(1000).build(), 3, 224),
                zoo(ResNet50.builder().seed(SEED).numClasses(1000).build(), 3, 224),
                zoo(SqueezeNet.builder().seed(SEED).numClasses(1000).build(), 3, 227),
                zoo(Darknet19.builder().seed(SEED).numClasses(1000).build(), 3, 224),
                zoo(Xception.builder().seed(SEED).numClasses(1000).build(), 3, 299));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("small")
    void givesTheOutputsOfDl4j(String name, ZooModel<?> zoo, int channels, int side) throws IOException {
        assertGivesTheOutputsOfDl4j(zoo, channels, side);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("full")
    @EnabledIfSystemProperty(named = "zoo", matches = "full")
    void givesTheOutputsOfDl4jAtFullSize(String name, ZooModel<?> zoo, int channels, int side) throws IOException {
        assertGivesTheOutputsOfDl4j(zoo, channels, side);
    }

    private void assertGivesTheOutputsOfDl4j(ZooModel<?> zoo, int channels, int side) throws IOException {
        // Given
        org.deeplearning4j.nn.api.Model network = zoo.init();
        Tensor batch = Outputs.random(3, SAMPLES, channels, side, side);
        float[] values = new float[batch.shape().elementCount()];
        batch.copyTo(values, 0);
        INDArray images = Nd4j.create(values, new long[] {SAMPLES, channels, side, side}, 'c');
        INDArray expected = undecided(network, images);
        Path file = folder.resolve("zoo.zip");
        ModelSerializer.writeModel(network, file.toFile(), false);

        // When
        double[][] outputs = Outputs.of(Model.load(file, batch.shape().inner()), batch);

        // Then
        for (int n = 0; n < SAMPLES; n++) {
            for (int k = 0; k < outputs[n].length; k++) {
                assertThat(outputs[n][k]).isCloseTo(expected.getDouble(n, k), within(TOLERANCE));
            }
        }
    }

    /**
     * Sets seeded parameters, then scales the last layer's until the classes differ but none takes all: probabilities of 0
     * and 1 would hide errors.
     */
    private static INDArray undecided(org.deeplearning4j.nn.api.Model network, INDArray images) {
        Map<String, INDArray> parameters = network.paramTable();
        SplittableRandom random = new SplittableRandom(SEED);
        parameters.forEach((key, values) -> values.assign(seeded(key, values.shape(), random)));
        String last = "";
        for (String key : parameters.keySet()) {
            last = key.substring(0, key.lastIndexOf('_') + 1);
        }
        INDArray output = output(network, images);
        for (int i = 0; i < 20 && decides(output, 0.9) == decides(output, 1.1 / output.columns()); i++) {
            double factor = decides(output, 0.9) ? 0.05 : 4;
            for (Map.Entry<String, INDArray> parameter : parameters.entrySet()) {
                if (parameter.getKey().startsWith(last)) {
                    parameter.getValue().muli(factor);
                }
            }
            output = output(network, images);
        }
        assertThat(output.maxNumber().doubleValue()).as("largest probability").isBetween(1.1 / output.columns(), 0.9);
        return output.dup();
    }

    private static boolean decides(INDArray output, double probability) {
        return !(output.maxNumber().doubleValue() < probability);
    }

    /** Uniform weights that keep the size of what passes; statistics of batch normalisation that matter. */
    private static INDArray seeded(String key, long[] shape, SplittableRandom random) {
        long length = 1;
        for (long extent : shape) {
            length *= extent;
        }
        float[] values = new float[Math.toIntExact(length)];
        boolean vector = shape.length < 2 || (shape.length == 2 && shape[0] == 1);
        double reach = vector ? 0.3 : Math.sqrt(6.0 / fanIn(key, shape, length));
        double centre = key.endsWith("gamma") || key.endsWith("var") ? 1 : 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (centre + reach * (2 * random.nextDouble() - 1));
        }
        return Nd4j.create(values, shape, 'c');
    }

    /** Of {@code [I, O]}, {@code [O, I, H, W]}, and of a separable layer's {@code [M, C, H, W]}. */
    private static double fanIn(String key, long[] shape, long length) {
        if (shape.length == 2) {
            return shape[0];
        }
        boolean depthwise = shape[0] == 1 && !key.endsWith("pW");
        return depthwise ? length / (double) (shape[0] * shape[1]) : length / (double) shape[0];
    }

    private static INDArray output(org.deeplearning4j.nn.api.Model network, INDArray images) {
        return network instanceof ComputationGraph graph
                ? graph.outputSingle(images)
                : ((MultiLayerNetwork) network).output(images.reshape(shapeFor(network, images)));
    }

    /** A network for flat vectors wants them flat. */
    private static long[] shapeFor(org.deeplearning4j.nn.api.Model network, INDArray images) {
        boolean flat =
                ((MultiLayerNetwork) network).getLayerWiseConfigurations().getInputPreProcess(0) != null;
        return flat ? new long[] {images.size(0), images.length() / images.size(0)} : images.shape();
    }

    private static int[] sides(int channels, int side) {
        return new int[] {channels, side, side};
    }

    private static Arguments zoo(ZooModel<?> zoo, int channels, int side) {
        return Arguments.of(zoo.getClass().getSimpleName(), zoo, channels, side);
    }
}
