/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.verify.Verification;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ArchitectureTest {
    private static final int SMALL = 32;

    /**
     * Parameters: torchvision's documentation of its weights (num_params), for MobileNet Keras' trainable parameters. Millions
     * of multiply-adds: torchvision's "GFLOPS" of the same page, 15.47, 0.35 and 4.09; Howard et al. 2017, table 4: 569.
     */
    @ParameterizedTest
    @CsvSource({
        "VGG16, 138357544, 15470, 5",
        "SQUEEZENET, 1235496, 350, 5",
        "RESNET50, 25557032, 4090, 5",
        "MOBILENET, 4231976, 569, 0.5"
    })
    void sizesAreThoseThatArePublished(Architecture architecture, long parameters, double millions, double roundedBy) {
        Network network = architecture.network(Architecture.USUAL_SIZE, 1);
        assertThat(parameters(network)).isEqualTo(parameters);
        assertThat(network.multiplyAdds() / 1e6).isCloseTo(millions, within(roundedBy));
        assertThat(network.outputShape()).isEqualTo(Shape.of(1000));
    }

    @ParameterizedTest
    @EnumSource
    void logitsAndExplanationsAreOfUsefulSize(Architecture architecture) {
        // Given
        Model model = architecture.model(SMALL, 1);
        PatternSnapshot patterns = RandomPatterns.of(model, 2);
        Tensor images = Verification.randomImages(model.description().input(), 1, 3);

        // When
        Explanations explanations;
        try (Explainer explainer = Engine.open(model, new ReferenceProvider(), () -> Optional.of(patterns))
                .newExplainer()) {
            explanations = explainer.explain(ExplainRequest.of(images, "gradient", "patternnet", "patternattribution"));
        }

        // Then: far from numbers that overflow and from the subnormal ones below 1e-38, which processors are slow with
        assertThat(deviation(explanations.logits())).isBetween(0.05, 20.0);
        explanations.attributions().forEach(attribution -> assertThat(deviation(attribution.values()))
                .as(attribution.method())
                .isBetween(1e-20, 1e3));
    }

    @Test
    void batchNormalisationIsFoldedAway() {
        Network drawn = Architecture.RESNET50.network(SMALL, 1);
        Network canonical = Architecture.RESNET50.model(SMALL, 1).network();
        assertThat(count(drawn, Operation.Affine.class)).isEqualTo(53);
        assertThat(count(canonical, Operation.Affine.class)).isZero();
        assertThat(count(canonical, Operation.Convolution.class)).isEqualTo(53);
    }

    @Test
    void strideOfABottleneckIsOnItsMiddleConvolution() {
        Network network = Architecture.RESNET50.network(Architecture.USUAL_SIZE, 1);
        assertThat(shape(network, "layer2.0.conv1")).isEqualTo(Shape.of(128, 56, 56));
        assertThat(shape(network, "layer2.0.conv2")).isEqualTo(Shape.of(128, 28, 28));
        assertThat(shape(network, "layer4.2.relu3")).isEqualTo(Shape.of(2048, 7, 7));
    }

    @ParameterizedTest
    @CsvSource({"32, 512", "224, 25088", "256, 25088", "352, 25088", "448, 25088"})
    void denseLayersOfVgg16GrowNoLargerThanPublished(int size, int inputs) {
        Network network = Architecture.VGG16.network(size, 1);
        assertThat(shape(network, "flat")).isEqualTo(Shape.of(inputs));
    }

    @ParameterizedTest
    @CsvSource({"224, 55, 27, 13", "256, 63, 31, 15", "320, 79, 39, 19", "230, 57, 28, 14"})
    void poolsOfSqueezeNetReachOverTheEdge(int size, int first, int second, int third) {
        Network network = Architecture.SQUEEZENET.network(size, 1);
        assertThat(shape(network, "pool1").dimension(1)).isEqualTo(first);
        assertThat(shape(network, "pool3").dimension(1)).isEqualTo(second);
        assertThat(shape(network, "pool5").dimension(1)).isEqualTo(third);
    }

    @Test
    void theSeedDecidesWeightsAndHash() {
        Model first = Architecture.SQUEEZENET.model(SMALL, 1);
        Model same = Architecture.SQUEEZENET.model(SMALL, 1);
        Model other = Architecture.SQUEEZENET.model(SMALL, 2);
        assertThat(first.description().sha256())
                .isEqualTo(same.description().sha256())
                .isNotEqualTo(other.description().sha256());
        assertThat(first.layers().get(3).weights().values())
                .isEqualTo(same.layers().get(3).weights().values())
                .isNotEqualTo(other.layers().get(3).weights().values());
    }

    @Test
    void randomPatternsCarryExactlyTheOutput() {
        // Given
        Model model = Architecture.MOBILENET.model(SMALL, 1);

        // When
        PatternSnapshot patterns = RandomPatterns.of(model, 5);

        // Then: 1000 terms rounded in float64
        for (LayerWeights layer : model.layers()) {
            LayerPattern pattern = patterns.pattern(layer.id(), layer.regime()).orElseThrow();
            int inputs = pattern.shape().inner().elementCount();
            for (int o = 0; o < pattern.shape().dimension(0); o++) {
                int first = o * inputs;
                double product = IntStream.range(first, first + inputs)
                        .mapToDouble(i -> layer.weights().at(i) * pattern.at(i))
                        .sum();
                assertThat(product).isCloseTo(1, within(1e-12));
            }
        }
        assertThat(model.layers()).extracting(LayerWeights::regime).contains(Regime.POSITIVE, Regime.LINEAR);
    }

    @Test
    void unknownNamesAndTooSmallImagesAreRefused() {
        assertThat(Architecture.of("ResNet50")).isEqualTo(Architecture.RESNET50);
        assertThatThrownBy(() -> Architecture.of("vgg19"))
                .hasMessage("there is no architecture 'vgg19'; known are [vgg16, squeezenet, resnet50, mobilenet]");
        assertThatThrownBy(() -> Architecture.VGG16.model(31, 1))
                .hasMessage("vgg16 needs images of at least 32 pixels a side, but was 31");
    }

    /** Biases before batch normalisation are not parameters: they are 0. */
    private static long parameters(Network network) {
        long sum = 0;
        for (Node node : network.nodes()) {
            if (node.operation() instanceof Operation.Affine affine) {
                sum += 2L * affine.scale().shape().elementCount();
            } else if (node.operation() instanceof Operation.Linear linear) {
                int biases = linear.bias().shape().elementCount();
                boolean biased =
                        IntStream.range(0, biases).anyMatch(o -> linear.bias().at(o) != 0);
                sum += linear.weights().shape().elementCount() + (biased ? biases : 0);
            }
        }
        return sum;
    }

    private static long count(Network network, Class<?> type) {
        return network.nodes().stream()
                .filter(node -> type.isInstance(node.operation()))
                .count();
    }

    private static Shape shape(Network network, String node) {
        return network.nodes().stream()
                .filter(candidate -> candidate.name().equals(node))
                .findFirst()
                .orElseThrow()
                .output();
    }

    private static double deviation(Tensor values) {
        int count = values.shape().elementCount();
        DoubleStream squares = IntStream.range(0, count).mapToDouble(i -> values.at(i) * (double) values.at(i));
        double mean =
                IntStream.range(0, count).mapToDouble(values::at).average().orElseThrow();
        return Math.sqrt(squares.average().orElseThrow() - mean * mean);
    }
}
