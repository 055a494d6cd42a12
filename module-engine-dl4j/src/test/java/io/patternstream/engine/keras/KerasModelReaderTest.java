/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.NpyArray;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle is Keras: its own outputs before the softmax and TensorFlow's gradients, in float32. */
class KerasModelReaderTest {
    /** Relative to the largest value: both sides sum in float32, in another order. */
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain-k2.h5",
                "plain-k3.h5",
                "residual-k2.h5",
                "residual-k3.h5",
                "residual-k3.keras",
                "separable-k2.h5",
                "separable-k3.h5",
                "shared-k2.h5",
                "shared-k3.h5",
                "shared-k3.keras",
                "transposed-k2.h5",
                "transposed-k3.h5"
            })
    void givesTheLogitsAndGradientsOfKeras(String file) {
        // Given
        KerasFixture keras = KerasFixture.read(file);
        Tensor batch = keras.input().tensor();
        List<Target> targets = Collections.nCopies(batch.shape().dimension(0), new Target.MaxOutput());
        Engine engine = Engine.open(Model.load(keras.model()), EngineOptions.of("nd4j"), Optional::empty);

        // When
        try (Explainer explainer = engine.newExplainer()) {
            Explanations explanations = explainer.explain(ExplainRequest.of(batch, List.of("gradient"), targets));

            // Then
            assertClose(explanations.logits(), keras.logits());
            assertClose(explanations.attributions().get(0).values(), keras.gradient());
        }
    }

    @Test
    void takesImagesChannelsFirstAndKeepsTheNamesOfTheLayers() {
        // When
        Model model = Model.load(KerasFixture.FOLDER.resolve("plain-k3.h5"));

        // Then
        assertThat(model.description().input()).isEqualTo(Shape.of(3, 11, 13));
        assertThat(model.description().head()).isEqualTo(Head.SOFTMAX);
        assertThat(model.layers())
                .extracting(layer -> layer.id().name())
                .containsExactly("conv", "grouped", "hidden", "logits");
        assertThat(model.layers()).extracting(layer -> layer.inputFirst()).containsExactly(false, false, true, true);
    }

    @Test
    void writesOutModelsInModelsAndLayersThatAreUsedTwice() {
        assertThat(Model.load(KerasFixture.FOLDER.resolve("shared-k2.h5")).layers())
                .extracting(layer -> layer.id().name())
                .containsExactly("first", "block/conv", "block@2/conv", "twice", "twice@2", "tail/conv", "logits");
    }

    private static void assertClose(Tensor actual, NpyArray expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double[] values = expected.doubles();
        double largest = DoubleStream.of(values).map(Math::abs).max().orElse(0);
        assertThat(largest).isPositive();
        for (int i = 0; i < values.length; i++) {
            assertThat((double) actual.at(i)).as("value %d", i).isCloseTo(values[i], within(TOLERANCE * largest));
        }
    }
}
