/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.attribution.OperationNets;
import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.KernelsProvider;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole networks with every operation, all methods without patterns, against plain loops in float64. Occlusion is left out: it
 * subtracts logits, so that its rounding is a share of them and not of the map.
 */
final class Nd4jNetworksTest {
    /**
     * Of the largest value of a map: five times the worst of these networks, 5e-5, where LRP divides by sums of values of both
     * signs. Gradients stay below 2e-5.
     */
    private static final double TOLERANCE = 2.5e-4;

    private static final int SAMPLES = 2;

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void everyMethodAgreesWithTheReferenceOnEveryOperation(long seed) {
        compare(OperationNets.model(OperationNets.everything(seed)), seed);
        compare(OperationNets.model(OperationNets.sums(seed, 1)), seed);
    }

    private static void compare(Model model, long seed) {
        // Given
        List<String> methods = Methods.names().stream()
                .filter(method -> !Methods.needsPatterns(method) && !"occlusion".equals(method))
                .filter(method -> Methods.problems(method, model).isEmpty())
                .toList();
        Tensor images = OperationNets.images(seed, SAMPLES);

        // When
        Explanations expected = explain(model, new ReferenceProvider(), images, methods);
        Explanations got = explain(model, new Nd4jProvider(), images, methods);

        // Then
        assertClose("logits", got.logits(), expected.logits());
        for (int i = 0; i < methods.size(); i++) {
            assertClose(
                    seed + " " + methods.get(i),
                    got.attributions().get(i).values(),
                    expected.attributions().get(i).values());
        }
    }

    private static Explanations explain(Model model, KernelsProvider backend, Tensor images, List<String> methods) {
        List<Target> targets = Collections.nCopies(SAMPLES, new Target.ClassIndex(1));
        try (Explainer explainer = Engine.open(model, backend, Optional::empty).newExplainer()) {
            return explainer.explain(ExplainRequest.of(images, methods, targets, null));
        }
    }

    private static void assertClose(String what, Tensor got, Tensor expected) {
        int size = expected.shape().elementCount() / SAMPLES;
        for (int n = 0; n < SAMPLES; n++) {
            double largest = 0;
            double deviation = 0;
            for (int i = n * size; i < (n + 1) * size; i++) {
                largest = Math.max(largest, Math.abs(expected.at(i)));
                deviation = Math.max(deviation, Math.abs(got.at(i) - expected.at(i)));
            }
            assertThat(deviation).as(what + ", sample " + n).isLessThanOrEqualTo(TOLERANCE * largest);
        }
    }
}
