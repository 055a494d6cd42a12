/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Shape;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PatternComparisonTest {
    @Test
    void whatBothHaveIsComparedAndTheRestIsNamed() {
        // Given
        PatternSnapshot first = snapshot(
                pattern("a", Regime.LINEAR, 3, 0),
                pattern("b", Regime.LINEAR, 1, 1),
                pattern("c", Regime.LINEAR, 1, 1));
        PatternSnapshot second = snapshot(
                pattern("c", Regime.POSITIVE, 1, 1),
                pattern("c", Regime.LINEAR, 2, 2),
                pattern("a", Regime.LINEAR, 0, 6));

        // When
        PatternComparison comparison = PatternComparison.of(first, second);

        // Then
        assertThat(comparison.both())
                .containsExactly(
                        new PatternComparison.Entry(new LayerId("a"), Regime.LINEAR, new PatternDistance(1, 2), 0, 0),
                        new PatternComparison.Entry(
                                new LayerId("c"),
                                Regime.LINEAR,
                                PatternDistance.of(
                                        pattern("c", Regime.LINEAR, 1, 1), pattern("c", Regime.LINEAR, 2, 2)),
                                0,
                                0));
        assertThat(comparison.onlyFirst()).containsExactly("b/linear");
        assertThat(comparison.onlySecond()).containsExactly("c/" + Regime.POSITIVE.key());
    }

    private static PatternSnapshot snapshot(LayerPattern... patterns) {
        return new PatternSnapshot(
                new SnapshotId("s"),
                new PatternSnapshot.Provenance("cafe", List.of("linear"), 1, Map.of(), Instant.EPOCH),
                List.of(patterns));
    }

    private static LayerPattern pattern(String layer, Regime regime, double... values) {
        return new LayerPattern(new LayerId(layer), regime, Shape.of(1, values.length), values);
    }
}
