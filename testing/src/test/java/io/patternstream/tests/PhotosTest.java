/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.engine.golden.SharedFolder;
import io.patternstream.engine.preprocess.DecodeLimits;
import io.patternstream.engine.preprocess.ImageIoDecoder;
import io.patternstream.stream.profile.ModelProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Photos through the guessed profile of SqueezeNet. Probabilities are those of ONNX Runtime on what Pillow 13 makes of the
 * photos (shorter side to 256, centre 224); Pillow rounds the scaled pixels to whole numbers, which moves them by up to .005.
 */
class PhotosTest {
    @ParameterizedTest
    @CsvSource({"coffee.png, espresso, 0.873", "parrot.jpg, macaw, 0.994"})
    void squeezeNetNamesThePhoto(String photo, String label, double probability) throws IOException {
        // Given
        Path file = SharedFolder.require("data/models/squeezenet1.1.onnx");
        byte[] bytes = Files.readAllBytes(SharedFolder.require("data/photos/" + photo));
        Model model = Model.load(file);
        ModelProfile profile = ModelProfile.of(file, model.description());
        ImageIoDecoder decoder = ImageIoDecoder.create(
                profile.preprocessing(), model.description().input(), DecodeLimits.defaults());

        // When
        Tensor logits = logits(model, decoder.decode(bytes, null));

        // Then
        int best = 0;
        double sum = 0;
        for (int k = 0; k < 1000; k++) {
            best = logits.at(k) > logits.at(best) ? k : best;
        }
        for (int k = 0; k < 1000; k++) {
            sum += Math.exp(logits.at(k) - logits.at(best));
        }
        assertThat(profile.labels().get(best)).isEqualTo(label);
        assertThat(1 / sum).isCloseTo(probability, within(0.01));
    }

    private static Tensor logits(Model model, Tensor image) {
        try (Explainer explainer =
                Engine.open(model, EngineOptions.of("nd4j"), Optional::empty).newExplainer()) {
            Explanations explanations = explainer.explain(ExplainRequest.of(
                    Tensor.stack(List.of(image)), List.of("gradient"), List.of(new Target.MaxOutput())));
            return explanations.logits().slice(0);
        }
    }
}
