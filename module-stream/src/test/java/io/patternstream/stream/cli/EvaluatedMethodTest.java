/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EvaluatedMethodTest {
    private static final Shape SHAPE = Shape.of(1, 2);

    @Test
    void regimesAreReadAfterTheMethod() {
        // When
        List<EvaluatedMethod> methods =
                EvaluatedMethod.parse("random,PatternLRP, patternlrp@Linear,random,lrp.box(-1,1)", true);

        // Then
        assertThat(methods.stream().map(EvaluatedMethod::label))
                .containsExactly("random", "patternattribution", "patternattribution@linear", "lrp.box(-1,1)");
    }

    @Test
    void regimesThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> EvaluatedMethod.parse("patternnet@odd", true))
                .hasMessageContaining("patternnet@odd")
                .hasMessageContaining("linear, positive, negative, positive_centred, negative_centred");
        assertThatThrownBy(() -> EvaluatedMethod.parse("guided@linear", true))
                .hasMessageContaining("guided uses no patterns");
        assertThatThrownBy(() -> EvaluatedMethod.parse("patternnet@linear", false))
                .hasMessageContaining("--patterns FILE");
    }

    @Test
    void oneRegimeTakesThePlaceOfThoseThatExplain() {
        // Given: the first layer is explained by positive patterns, the second by linear ones
        List<LayerWeights> layers = List.of(layer("a", Regime.POSITIVE), layer("b", Regime.LINEAR));
        PatternSnapshot patterns = new PatternSnapshot(
                new SnapshotId("s"),
                new Provenance("", List.of(), 1, Map.of(), Instant.EPOCH),
                List.of(
                        pattern("a", Regime.LINEAR, 1),
                        pattern("a", Regime.POSITIVE, 2),
                        pattern("b", Regime.LINEAR, 3)));

        // When
        PatternSnapshot linear = EvaluatedMethod.with(Regime.LINEAR, patterns, layers);

        // Then
        assertThat(linear.patterns()).hasSize(2);
        assertThat(linear.pattern(new LayerId("a"), Regime.POSITIVE))
                .hasValueSatisfying(pattern -> assertThat(pattern.at(0)).isEqualTo(1));
        assertThat(linear.pattern(new LayerId("b"), Regime.LINEAR))
                .hasValueSatisfying(pattern -> assertThat(pattern.at(0)).isEqualTo(3));
        assertThatThrownBy(() -> EvaluatedMethod.with(Regime.POSITIVE, patterns, layers))
                .hasMessageContaining("no positive patterns of layer b");
    }

    private static LayerWeights layer(String name, Regime regime) {
        return new LayerWeights(new LayerId(name), Tensor.of(SHAPE, 1, 2), false, regime);
    }

    private static LayerPattern pattern(String layer, Regime regime, double value) {
        return new LayerPattern(new LayerId(layer), regime, SHAPE, new double[] {value, value});
    }
}
