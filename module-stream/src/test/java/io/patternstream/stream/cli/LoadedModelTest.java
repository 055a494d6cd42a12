/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;
import io.patternstream.patterns.PatternFile;
import io.patternstream.patterns.PatternTrainer;
import io.patternstream.stream.profile.ModelProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoadedModelTest {
    @TempDir
    Path folder;

    @Test
    void patternsThatDoNotSayTheirModelAreTakenWithAWarning() throws IOException {
        // Given: a file of the model's patterns, and the same without meta.json
        Model model = model();
        LoadedModel loaded = loaded(model);
        Path whole = folder.resolve("whole.npz");
        PatternTrainer trainer = PatternTrainer.create(
                model.description(), model.layers(), List.of("linear", "relu"), () -> Instant.EPOCH);
        PatternFile.write(whole, trainer.snapshot(Map.of()), model.layers());
        Path bare = withoutMeta(whole, folder.resolve("bare.npz"));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, UTF_8);
        Console console = new Console(stream, stream, false, () -> 0);

        // When // Then
        assertThat(loaded.patterns(Optional.of(whole), console).current()).isPresent();
        assertThat(err.toString(UTF_8)).isEmpty();
        assertThat(loaded.patterns(Optional.of(bare), console).current()).isPresent();
        assertThat(err.toString(UTF_8))
                .startsWith("warning: pattern file " + bare + " does not say which model it was made for")
                .hasLineCount(1);
    }

    @Test
    void batchesOfLargeModelsAreSmall() {
        // Given: 2^24 values an image, of the 2^27 that fill half a GiB; and very few
        Network.Builder network = Network.builder("x", Shape.of(1, 4096, 4096));
        network.add("mean", new Operation.GlobalAveragePool(), 0);
        Model large = Model.of(network.build(Head.NONE), "large", "0".repeat(64));

        // When // Then: a few more values make it 7 instead of 8
        assertThat(loaded(large).batchSize(64)).isEqualTo(7);
        assertThat(loaded(large).batchSize(4)).isEqualTo(4);
        assertThat(loaded(model()).batchSize(64)).isEqualTo(64);
    }

    private LoadedModel loaded(Model model) {
        return new LoadedModel(model, ModelProfile.of(folder.resolve("m.onnx"), model.description()));
    }

    private static Model model() {
        Network.Builder network = Network.builder("x", Shape.of(1, 1, 2));
        int flat = network.add("flat", new Operation.Reshape(Shape.of(2)), 0);
        Tensor weights = Tensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
        network.add("dense", new Operation.Dense(weights, Tensor.of(Shape.of(3), 0, 0, 0), false), flat);
        return Model.of(network.build(Head.NONE), "m", "0".repeat(64));
    }

    private static Path withoutMeta(Path whole, Path bare) throws IOException {
        try (ZipFile zip = new ZipFile(whole.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(bare))) {
            for (ZipEntry entry :
                    zip.stream().filter(e -> !e.getName().equals("meta.json")).toList()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                zip.getInputStream(entry).transferTo(out);
            }
        }
        return bare;
    }
}
