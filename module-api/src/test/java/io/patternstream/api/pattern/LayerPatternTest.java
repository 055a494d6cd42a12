/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.tensor.Shape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayerPatternTest {
    private static final LayerId LAYER = new LayerId("conv/1");

    @Test
    void zeroNeuronsAreDegenerateAndOthersAsTold() {
        // Given
        double[] values = {0, 0, 1, 0, 0, -0.0, 2, 3};

        // When
        LayerPattern pattern = new LayerPattern(LAYER, Regime.POSITIVE, Shape.of(4, 2), values, List.of(3));

        // Then
        assertThat(pattern.degenerate()).containsExactly(0, 2, 3);
        assertThat(new LayerPattern(LAYER, Regime.POSITIVE, Shape.of(4, 2), values).degenerate())
                .containsExactly(0, 2);
    }

    @Test
    void snapshotsFindPatternsByLayerAndRegime() {
        // Given
        LayerPattern linear = new LayerPattern(LAYER, Regime.LINEAR, Shape.of(1, 1), new double[] {1});
        LayerPattern positive = new LayerPattern(LAYER, Regime.POSITIVE, Shape.of(1, 1), new double[] {2});
        PatternSnapshot.Provenance provenance =
                new PatternSnapshot.Provenance("", List.of("linear"), 3, Map.of(), Instant.EPOCH);

        // When
        PatternSnapshot snapshot = new PatternSnapshot(new SnapshotId("s"), provenance, List.of(linear, positive));

        // Then
        assertThat(snapshot.pattern(new LayerId("conv/1"), Regime.POSITIVE)).containsSame(positive);
        assertThat(snapshot.pattern(LAYER, Regime.NEGATIVE)).isEmpty();
        assertThat(snapshot.patterns()).containsExactly(linear, positive);
        assertThatThrownBy(() -> new PatternSnapshot(new SnapshotId("s"), provenance, List.of(linear, linear)))
                .hasMessage("two patterns for conv/1/linear");
    }

    @Test
    void digestIsThatOfTheBytesOfTheValuesAlone() throws NoSuchAlgorithmException {
        // Given: more values than are hashed at a time
        double[] values = new Random(1).doubles(3000).toArray();
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
        for (double value : values) {
            bytes.putDouble(value);
        }

        // When
        LayerPattern pattern = new LayerPattern(LAYER, Regime.LINEAR, Shape.of(3, 1000), values.clone());
        LayerPattern same = new LayerPattern(new LayerId("other"), Regime.POSITIVE, Shape.of(3000), values.clone());
        values[2999] += 1e-9;
        LayerPattern other = new LayerPattern(LAYER, Regime.LINEAR, Shape.of(3, 1000), values);

        // Then
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
        assertThat(pattern.digest())
                .isEqualTo(HexFormat.of().formatHex(hash))
                .isSameAs(pattern.digest())
                .isEqualTo(same.digest())
                .isNotEqualTo(other.digest());
    }

    @Test
    void lengthsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new LayerPattern(LAYER, Regime.LINEAR, Shape.of(2, 2), new double[3]))
                .hasMessage("pattern conv/1/linear of shape [2, 2] has 3 values");
        assertThatThrownBy(() -> new LayerMoments(
                        LAYER, true, new long[2], new double[5], new double[2], new double[5], new double[2]))
                .hasMessage("moments of layer conv/1 have unequal lengths");
        assertThatThrownBy(() -> new SnapshotId("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LayerId("")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Regime.POSITIVE_CENTRED.key()).isEqualTo("positive_centred");
    }
}
