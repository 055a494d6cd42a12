/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.api.model.Head;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.engine.Model;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the reader and canonisation make of the golden models, against what their cases say. */
final class GoldenModelTest {

    @ParameterizedTest
    @MethodSource("io.patternstream.engine.golden.GoldenCase#names")
    void layerKeysRegimesHeadAndHashAreThoseOfTheCase(String name) {
        // Given
        GoldenCase golden = GoldenCase.read(name);
        Map<String, String> expected = new LinkedHashMap<>();
        for (JsonNode layer : golden.json().path("patterns").path("layers")) {
            expected.put(
                    layer.get("key").asText(),
                    layer.get("regime_for_explanations").asText());
        }

        // When
        Model model = golden.model();
        Map<String, String> regimes = new LinkedHashMap<>();
        for (LayerWeights layer : model.layers()) {
            regimes.put(layer.id().name(), layer.regime().key());
        }

        // Then
        if (golden.json().has("patterns")) {
            assertThat(regimes).containsExactlyEntriesOf(expected);
        }
        JsonNode facts = golden.json().get("model");
        assertThat(model.description().sha256()).isEqualTo(facts.get("sha256").asText());
        assertThat(model.description().name()).isEqualTo("model");
        JsonNode head = facts.get("stripped_head");
        Head stripped = head == null || head.isNull()
                ? Head.NONE
                : Head.valueOf(head.asText().toUpperCase(Locale.ROOT));
        assertThat(model.description().head()).isEqualTo(stripped);
    }

    @Test
    void realModelsLoad() {
        assertThat(classes("squeezenet1.1.onnx")).isEqualTo(1000);
        assertThat(classes("squeezenet1.1_caffe_fp16.onnx")).isEqualTo(1000);
        assertThat(classes("resnet20_cifar10.onnx")).isEqualTo(10);
        assertThat(classes("mnist-8.onnx")).isEqualTo(10);
    }

    private static int classes(String model) {
        return Model.load(SharedFolder.require("data/models/" + model))
                .description()
                .classes();
    }
}
