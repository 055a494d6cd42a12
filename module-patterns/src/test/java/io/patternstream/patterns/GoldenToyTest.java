/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.model.Head;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.NpyArray;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.patterns.estimate.PatternEstimation;
import io.patternstream.patterns.stats.DenseRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The toy whose patterns have closed forms: signal (1, 0), distractor (1, 1), filter (1, -1). */
class GoldenToyTest {
    private static final LayerWeights FILTER =
            new LayerWeights(new LayerId("fc"), Tensor.of(Shape.of(1, 2), 1, -1), false, Regime.LINEAR);
    private static final ModelDescription MODEL =
            new ModelDescription("toy", "ab".repeat(32), Shape.of(2, 1, 1), 1, Head.NONE, List.of());
    /** The golden cases' own tolerance for float64 implementations. */
    private static final double TOLERANCE = 1e-8;

    @ParameterizedTest
    @EnumSource(Regime.class)
    void patternsOfTheDataEqualTheGoldenOnes(Regime regime) throws IOException {
        // Given
        double[] data = Npy.read(Files.readAllBytes(SharedFiles.require("goldens/v9_toy_linear/data.npy")))
                .doubles();
        PatternSnapshot golden =
                PatternFile.read(SharedFiles.require("goldens/v9_toy_linear/patterns.npz"), MODEL, List.of(FILTER));

        // When
        LayerPattern pattern = estimate(data, regime);

        // Then
        assertThat(pattern.toArray())
                .containsExactly(
                        golden.pattern(FILTER.id(), regime).orElseThrow().toArray(), within(TOLERANCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exact_mean0", "exact_mean2", "random"})
    void patternsOfEveryVariantEqualTheGoldenOnes(String variant) throws IOException {
        // Given
        try (ZipFile variants = new ZipFile(
                SharedFiles.require("goldens/v9_toy_linear/toy_variants.npz").toFile())) {
            double[] data = array(variants, variant + "/x.npy").doubles();

            for (Regime regime : Regime.values()) {
                // When
                LayerPattern pattern = estimate(data, regime);

                // Then
                assertThat(pattern.toArray())
                        .as(regime.key())
                        .containsExactly(
                                array(variants, variant + "/fc/" + regime.key() + ".npy")
                                        .doubles(),
                                within(TOLERANCE));
            }
        }
    }

    @Test
    void fileWithoutMetaDataIsReadWithoutModelHash() throws IOException {
        // When
        PatternSnapshot golden =
                PatternFile.read(SharedFiles.require("goldens/v9_toy_linear/patterns.npz"), MODEL, List.of(FILTER));

        // Then
        assertThat(golden.provenance().modelSha256()).isEmpty();
        assertThat(golden.patterns()).hasSize(5);
    }

    private static NpyArray array(ZipFile zip, String entry) throws IOException {
        try (InputStream in = zip.getInputStream(zip.getEntry(entry))) {
            return Npy.read(in.readAllBytes());
        }
    }

    private static LayerPattern estimate(double[] data, Regime regime) {
        double[][] x = new double[data.length / 2][];
        for (int r = 0; r < x.length; r++) {
            x[r] = new double[] {data[2 * r], data[2 * r + 1]};
        }
        DenseRows rows = new DenseRows(x, new double[][] {{1, -1}}, new double[] {0});
        return PatternEstimation.estimate(FILTER, rows.accumulate(rows.all()), regime);
    }
}
