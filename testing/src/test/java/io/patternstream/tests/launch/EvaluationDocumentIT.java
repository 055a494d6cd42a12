/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.engine.golden.SharedFolder;
import io.patternstream.tests.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands behind the figures of docs/evaluation.md, on a few of their images. Those on bundled files: CommandsIT. */
@Timeout(600)
final class EvaluationDocumentIT {
    @TempDir
    private Path temp;

    @TempDir
    private Path work;

    private final Document document = Document.read("docs/evaluation.md");

    @Test
    void theCommandsBehindTheFiguresRun() throws Exception {
        // Given
        place("cifar10.onnx", "data/models/cifar10_cnn.onnx");
        for (String name : List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "test_batch")) {
            place(name + ".bin.gz", "data/cifar-10-sample/" + name + ".bin.gz");
        }
        List<String> commands = document.commands().stream()
                .filter(command -> !command.contains(" demo/"))
                .toList();
        assertThat(commands).hasSize(4);
        for (String command : commands.subList(0, 2)) {
            // When
            String few = command.replace(".bin.gz", ".bin.gz#0-7").replace("--samples 300", "--samples 2");
            Launcher.Run run = Launcher.ofDistribution(temp)
                    .in(work)
                    .start(Document.words(few + " --threads 1 --algorithm direct")
                            .toArray(String[]::new))
                    .finish(300);
            // Then
            assertThat(run.status()).as("%s: %s", few, run.err()).isZero();
        }
        assertThat(work.resolve("cifar10/degradation.svg")).isNotEmptyFile();
        assertThat(commands.subList(2, 4).stream().map(command -> command.replace("resnet20", "cifar10")))
                .containsExactlyElementsOf(commands.subList(0, 2));
    }

    @Test
    void theSidecarIsReadAsItStands() throws Exception {
        // Given
        place("resnet20.onnx", "data/models/resnet20_cifar10.onnx");
        Files.writeString(work.resolve("resnet20.yaml"), document.blocks("yaml").get(0));
        // When
        Launcher.Run run = Launcher.ofDistribution(temp).in(work).run("models", "inspect", "resnet20.onnx");
        // Then
        assertThat(run.status()).as("errors %s", run.err()).isZero();
        assertThat(run.out()).anyMatch(line -> line.matches("preprocess +RGB, .*0.485.*STRETCH"));
    }

    private void place(String name, String shared) throws IOException {
        Files.createSymbolicLink(work.resolve(name), SharedFolder.require(shared));
    }
}
