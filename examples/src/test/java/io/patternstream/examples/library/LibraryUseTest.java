/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.examples.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.patterns.PatternFile;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the bundled model and images. */
class LibraryUseTest {
    private static final Path DEMO = Path.of("..", "demo");
    private static final Path MODEL = DEMO.resolve("fashion-mnist-cnn.zip");
    private static final int ANKLE_BOOT = 9;

    @TempDir
    private Path folder;

    @Test
    void imagesAreReadPatternsLearnedAndABatchExplained() throws IOException {
        // Given
        Path patterns = folder.resolve("patterns.npz");
        Model model = Model.load(MODEL);
        Path boot = DEMO.resolve("ankle-boot.png");

        // When
        LibraryUse.learn(model, trainingBatches(4, 50), patterns);
        Tensor images = LibraryUse.read(List.of(boot, boot), model, "unit");
        Explanations explanations = LibraryUse.explain(MODEL, patterns, images);

        // Then
        PatternSnapshot learned = PatternFile.read(patterns, model.description(), model.layers());
        assertThat(learned.provenance().samples()).isEqualTo(200);
        Attribution heatmaps = explanations.attributions().get(0);
        assertThat(heatmaps.patterns()).contains(learned.origin());
        assertThat(heatmaps.samples()).allSatisfy(sample -> {
            assertThat(sample.classes()).containsExactly(ANKLE_BOOT);
            assertThat(sample.finite()).isTrue();
        });
        assertThat(heatmaps.values().shape()).isEqualTo(Shape.of(2, 1, 28, 28));
        assertThat(magnitude(heatmaps.values().slice(0)))
                .isPositive()
                .isCloseTo(magnitude(heatmaps.values().slice(1)), within(1e-4));
    }

    private static double magnitude(Tensor values) {
        double sum = 0;
        for (int i = 0; i < values.shape().elementCount(); i++) {
            sum += Math.abs(values.at(i));
        }
        return sum;
    }

    private static List<Tensor> trainingBatches(int count, int size) throws IOException {
        List<Tensor> batches = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(
                new GZIPInputStream(Files.newInputStream(DEMO.resolve("training.idx3-ubyte.gz"))))) {
            in.skipNBytes(16);
            for (int batch = 0; batch < count; batch++) {
                float[] values = new float[size * 28 * 28];
                for (int i = 0; i < values.length; i++) {
                    values[i] = in.readUnsignedByte() / 255f;
                }
                batches.add(Tensor.wrap(Shape.of(size, 1, 28, 28), values));
            }
        }
        return batches;
    }
}
