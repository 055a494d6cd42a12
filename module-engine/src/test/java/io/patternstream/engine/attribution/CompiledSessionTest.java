/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.reference.ReferenceCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often programs are recorded, compiled and bound, with an interpreter for a compiler. */
final class CompiledSessionTest {
    /** Convolutions and dense layers of {@link RandomNets#branched}. */
    private static final int LAYERS = 5;

    private final Model model = RandomNets.branched(61, true);
    private final ReferenceCompiler compiler = new ReferenceCompiler();
    private Optional<PatternSnapshot> active = Optional.of(Maps.randomPatterns(model, 1));
    private final Attributor attributor =
            Attributor.create(model.network(), model.description(), model.layers(), compiler, () -> active);

    @AfterEach
    void close() {
        attributor.close();
        assertThat(compiler.open()).isZero();
    }

    @Test
    void programIsCompiledOncePerMethodsAndBatchSize() {
        // When
        List<double[]> first = explain(2, "gradient", "lrp.z");
        List<double[]> second = explain(2, "gradient", "lrp.z");
        explain(3, "gradient", "lrp.z");
        explain(2, "lrp.z");

        // Then
        assertThat(compiler.compiled()).hasSize(3);
        assertThat(second).containsExactlyElementsOf(first);
    }

    @Test
    void whatIsPreparedIsNotCompiledAgain() {
        // When
        attributor.prepare(List.of("patternnet", "gradient"), 2);
        int compiled = compiler.compiled().size();
        explain(2, "patternnet", "gradient");

        // Then
        assertThat(compiled).isEqualTo(1);
        assertThat(compiler.compiled()).hasSize(1);
    }

    /** The reference prepares a layer when it first runs. */
    @Test
    void whatIsPreparedHasRunOnce() {
        // When
        attributor.prepare(List.of("patternnet"), 2);

        // Then
        assertThat(compiler.prepared()).isEqualTo(2 * LAYERS);
    }

    @Test
    void preparingWithoutPatternsIsRefusedAsExplainingIs() {
        // Given
        active = Optional.empty();

        // When // Then
        assertThatThrownBy(() -> attributor.prepare(List.of("patternnet"), 1))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.PATTERNS_UNAVAILABLE));
        assertThat(compiler.compiled()).isEmpty();
    }

    @Test
    void parametersInARowHoldABoundedNumberOfProgramsAndStayRight() {
        for (int round = 0; round < 2; round++) {
            for (int i = 1; i <= 2 * CompiledSession.KEPT_PROGRAMS; i++) {
                // When
                String method = "lrp.gamma(" + i / 8.0 + ")";
                double[] got = explain(1, method).get(0);

                // Then
                assertThat(compiler.open()).isLessThanOrEqualTo(CompiledSession.KEPT_PROGRAMS);
                assertThat(got).containsExactly(eager(method));
            }
        }
        assertThat(compiler.compiled()).hasSize(4 * CompiledSession.KEPT_PROGRAMS);
    }

    @Test
    void snapshotPreparesOnlyTheLayersThatChanged() {
        // Given
        explain(1, "patternnet");
        assertThat(compiler.prepared()).isEqualTo(2 * LAYERS);

        // When
        active = Optional.of(changed("c4"));
        double[] got = explain(1, "patternnet").get(0);

        // Then
        assertThat(compiler.prepared()).isEqualTo(2 * LAYERS + 1);
        assertThat(compiler.compiled()).hasSize(1);
        assertThat(got).containsExactly(eager("patternnet"));
    }

    @Test
    void eachUseHasOneProgramTakeASnapshotOver() {
        // Given
        explain(1, "patternattribution");
        explain(2, "patternattribution", "patternnet");
        explain(1, "gradient");
        int before = compiler.prepared();

        // When
        active = Optional.of(changed("fc"));
        explain(1, "patternattribution");
        int first = compiler.prepared();
        explain(1, "patternattribution");
        int second = compiler.prepared();
        List<double[]> other = explain(2, "patternattribution", "patternnet");

        // Then: first the products of the layer that changed, then the products and patterns that the other reads
        assertThat(first).isEqualTo(before + 1);
        assertThat(second).isEqualTo(first + 1);
        assertThat(compiler.prepared()).isEqualTo(second);
        assertThat(compiler.compiled()).hasSize(3);
        assertThat(other.get(1)).startsWith(eager("patternnet"));
    }

    @Test
    void snapshotThatDoesNotFitIsRefusedAndTheOneBeforeServesAgain() {
        // Given
        Optional<PatternSnapshot> good = active;
        List<double[]> before = explain(1, "patternnet");
        active = Optional.of(
                new PatternSnapshot(new SnapshotId("bare"), good.orElseThrow().provenance(), List.of()));

        // When
        assertThatThrownBy(() -> explain(1, "patternnet"))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.PATTERNS_UNAVAILABLE))
                .hasMessageContaining("patterns bare do not fit");
        active = good;

        // Then
        assertThat(explain(1, "patternnet")).containsExactlyElementsOf(before);
    }

    @Test
    void recordedProgramIsTheOneThatRuns() {
        // Given
        explain(2, "guided", "patternnet");

        // When
        String recorded = attributor.program(List.of("guided", "patternnet"), 2).toString();

        // Then
        assertThat(recorded).isEqualTo(compiler.compiled().get(0).toString()).contains("section 2");
    }

    private PatternSnapshot changed(String layer) {
        PatternSnapshot old = active.orElseThrow();
        List<LayerPattern> patterns = new ArrayList<>();
        for (LayerPattern pattern : old.patterns()) {
            double[] values = pattern.toArray();
            values[0] += pattern.layer().name().equals(layer) ? 1 : 0;
            patterns.add(new LayerPattern(pattern.layer(), pattern.regime(), pattern.shape(), values));
        }
        return new PatternSnapshot(new SnapshotId("changed"), old.provenance(), patterns);
    }

    private double[] eager(String method) {
        return Maps.explain(
                        model,
                        RandomNets.images(61, 1),
                        List.of(method),
                        new Target.MaxOutput(),
                        null,
                        active.orElseThrow())
                .only();
    }

    private List<double[]> explain(int samples, String... methods) {
        List<double[]> results = new ArrayList<>();
        attributor.explain(ExplainRequest.of(RandomNets.images(61, samples), methods), new Attributor.Sink() {
            @Override
            public void logits(Tensor rounded, Values values) {
                assertThat(rounded.shape().dimension(0)).isEqualTo(samples);
            }

            @Override
            public void attribution(Attributor.Result result, Values values) {
                results.add(values.exact());
            }
        });
        return results;
    }
}
