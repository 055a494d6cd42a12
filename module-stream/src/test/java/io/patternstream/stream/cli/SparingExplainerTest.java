/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.Target;
import io.patternstream.api.explain.TieRule;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SparingExplainerTest {
    private static final Tensor IMAGE = Tensor.of(Shape.of(1, 1, 1, 1), 1);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Console console = new Console(System.out, new PrintStream(said, true, UTF_8), false, () -> 0);
    private final List<List<String>> explained = new ArrayList<>();

    @Test
    void methodsThatCannotAreLeftOutOnceAndForAll() {
        // Given
        Explainer sparing = SparingExplainer.wrap(refusing(ErrorType.UNSUPPORTED_LAYER), console);
        ExplainRequest request = request("guided", "gradcam", "lrp.z");
        // When
        sparing.explain(request);
        explained.clear();
        sparing.explain(request);
        // Then: the second batch is explained at once
        assertThat(explained).containsExactly(List.of("guided", "lrp.z"));
        assertThat(said.toString(UTF_8)).isEqualToNormalizingNewlines("left out: no gradcam here\n");
    }

    @Test
    void otherErrorsAreNotHidden() {
        // Given
        Explainer sparing = SparingExplainer.wrap(refusing(ErrorType.ENGINE_FAILURE), console);
        // Then
        assertThatThrownBy(() -> sparing.explain(request("guided", "gradcam")))
                .isInstanceOf(ExplainException.class)
                .hasMessage("no gradcam here");
        assertThat(said.toString(UTF_8)).isEmpty();
    }

    private static ExplainRequest request(String... methods) {
        return ExplainRequest.of(IMAGE, List.of(methods), List.of(new Target.MaxOutput()));
    }

    private Explainer refusing(ErrorType type) {
        return new Explainer() {
            @Override
            public ModelDescription model() {
                throw new AssertionError("nobody asks");
            }

            @Override
            public Explanations explain(ExplainRequest request) {
                if (request.methods().contains("gradcam")) {
                    throw new ExplainException(type, "no gradcam here");
                }
                explained.add(request.methods());
                return new Explanations(IMAGE, TieRule.FIRST, List.of());
            }

            @Override
            public void close() {}
        };
    }
}
