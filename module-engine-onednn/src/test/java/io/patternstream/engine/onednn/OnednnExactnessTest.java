/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.engine.architecture.Architecture;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Precision;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What results depend on: their own sample, model, method and target. Where a batch of another size or another number of threads may
 * choose another way to compute a layer, they agree to what two ways may differ in.
 */
final class OnednnExactnessTest {
    /**
     * Of a map's largest value, through the 26 layers of SqueezeNet and back: direct sums of some hundred products in two orders
     * differ by 1e-6 in all, Winograd adds 2e-6 per layer.
     */
    private static final double DIRECT = 2e-5;

    private static final double WINOGRAD = 2e-4;
    private static final List<String> METHODS = List.of("gradient", "guided", "lrp.epsilon_plus");

    private final Model model = Architecture.of("squeezenet").model(64, 7);

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void neighboursInTheBatchDoNotMatter(Algorithm algorithm) {
        // Given
        Tensor one = images(1, 3);
        Tensor other = images(2, 3);
        float[] mixed = floats(other);
        System.arraycopy(floats(one.slice(1)), 0, mixed, mixed.length / 3, mixed.length / 3);

        // When
        try (Explainer explainer = explainer(algorithm, 1)) {
            Explanations first = explain(explainer, one, METHODS);
            Explanations second = explain(explainer, Tensor.wrap(one.shape(), mixed), METHODS);

            // Then
            for (int i = 0; i < METHODS.size(); i++) {
                assertThat(floats(second.attributions().get(i).values().slice(1)))
                        .as(METHODS.get(i))
                        .containsExactly(
                                floats(first.attributions().get(i).values().slice(1)));
                assertThat(floats(second.attributions().get(i).values().slice(0)))
                        .isNotEqualTo(
                                floats(first.attributions().get(i).values().slice(0)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void sizeOfTheBatchAndNumberOfThreadsMatterOnlyByRounding(Algorithm algorithm) {
        // Given
        Tensor batch = images(3, 8);
        double bound = algorithm == Algorithm.DIRECT ? DIRECT : WINOGRAD;

        // When, Then
        try (Explainer single = explainer(algorithm, 1);
                Explainer parallel = explainer(algorithm, 2)) {
            Explanations whole = explain(single, batch, METHODS);
            assertClose(explain(parallel, batch, METHODS), whole, bound);
            for (int n = 0; n < 8; n += 3) {
                assertClose(explain(single, batch.slice(n).reshape(IMAGE.batchOf(1)), METHODS), at(whole, n), bound);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void manyMethodsAndTargetsInOneCallEqualCallsOfTheirOwn(int samples) {
        // Given
        Tensor batch = images(4, samples);
        List<List<Target>> targets = List.of(
                Collections.nCopies(samples, new Target.MaxOutput()),
                Collections.nCopies(samples, new Target.ClassIndex(3)));

        // When
        try (Explainer explainer = explainer(Algorithm.AUTO, 1)) {
            Explanations all = explainer.explain(new ExplainRequest(batch, METHODS, targets, null));

            // Then
            for (Attribution attribution : all.attributions()) {
                Explanations alone = explainer.explain(new ExplainRequest(
                        batch, List.of(attribution.method()), List.of(targets.get(attribution.targetList())), null));
                assertThat(floats(attribution.values()))
                        .as(attribution.method() + " " + attribution.targetList())
                        .containsExactly(floats(alone.attributions().get(0).values()));
            }
        }
    }

    @Test
    void runningAgainGivesTheSame() {
        Tensor batch = images(5, 2);
        try (Explainer explainer = explainer(Algorithm.AUTO, 2)) {
            Explanations first = explain(explainer, batch, METHODS);
            for (int i = 0; i < 20; i++) {
                Explanations again = explain(explainer, batch, METHODS);
                for (int k = 0; k < METHODS.size(); k++) {
                    assertThat(floats(again.attributions().get(k).values()))
                            .containsExactly(floats(first.attributions().get(k).values()));
                }
            }
        }
    }

    private static void assertClose(Explanations got, Explanations expected, double bound) {
        for (int i = 0; i < METHODS.size(); i++) {
            float[] ours = floats(got.attributions().get(i).values());
            float[] theirs = floats(expected.attributions().get(i).values());
            double largest = 0;
            double worst = 0;
            for (int k = 0; k < ours.length; k++) {
                largest = Math.max(largest, Math.abs(theirs[k]));
                worst = Math.max(worst, Math.abs(ours[k] - theirs[k]));
            }
            assertThat(worst / largest).as(METHODS.get(i)).isLessThan(bound);
        }
    }

    private static Explanations at(Explanations whole, int sample) {
        List<Attribution> attributions = whole.attributions().stream()
                .map(one -> new Attribution(
                        one.method(),
                        one.targetList(),
                        one.values().slice(sample).reshape(IMAGE.batchOf(1)),
                        one.start(),
                        one.patterns(),
                        List.of(one.samples().get(sample))))
                .toList();
        Tensor logits = whole.logits().slice(sample);
        return new Explanations(logits.reshape(logits.shape().batchOf(1)), whole.ties(), attributions);
    }

    private Explainer explainer(Algorithm algorithm, int threads) {
        EngineOptions options = new EngineOptions("onednn", Precision.F32, algorithm, threads);
        return Engine.open(model, options, Optional::empty).newExplainer();
    }

    private static Explanations explain(Explainer explainer, Tensor images, List<String> methods) {
        return explainer.explain(ExplainRequest.of(
                images, methods, Collections.nCopies(images.shape().dimension(0), new Target.ClassIndex(1)), null));
    }

    private static final Shape IMAGE = Shape.of(3, 64, 64);

    private static Tensor images(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count * IMAGE.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(IMAGE.batchOf(count), values);
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[tensor.shape().elementCount()];
        tensor.copyTo(values, 0);
        return values;
    }
}
