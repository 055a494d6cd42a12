/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.examples.fashionmnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Trains on the bundled sample of real images. */
class FashionMnistTrainerTest {
    private static final Path DEMO = Path.of("..", "demo");

    @TempDir
    private Path folder;

    @Test
    void twoEpochsOnTheSampleLowerTheLossAndBeatChance() throws IOException {
        // Given
        LabelledImages training = training();
        LabelledImages test =
                LabelledImages.read(DEMO.resolve("images.idx3-ubyte.gz"), DEMO.resolve("image-labels.idx1-ubyte.gz"));
        FashionMnistClassifier classifier = FashionMnistClassifier.create(7);

        // When
        double first = classifier.trainEpoch(training, 32, images -> {});
        double second = classifier.trainEpoch(training, 32, images -> {});

        // Then: chance is 10 %; seeds 1 to 8 gave 79.8 to 82.6 %, and half the loss
        assertThat(second).isLessThan(0.7 * first);
        assertThat(classifier.accuracy(test)).isGreaterThan(0.7);
    }

    @Test
    void theCutSampleHoldsTheFirstImages() throws IOException {
        // Given
        Path images = folder.resolve("images.gz");
        Path labels = folder.resolve("labels.gz");
        LabelledImages training = training();

        // When
        training.writeFirst(3, images, labels);

        // Then
        LabelledImages sample = LabelledImages.read(images, labels);
        assertThat(sample.count()).isEqualTo(3);
        int[] order = {2, 0, 1};
        assertThat(sample.batch(order, 0, 3)).isEqualTo(training.batch(order, 0, 3));
    }

    @Test
    void refusesAFileThatIsNotIdx() throws IOException {
        // Given
        Path text = Files.writeString(folder.resolve("text"), "hello, hello");

        // When // Then
        assertThatThrownBy(() -> LabelledImages.read(text, DEMO.resolve("image-labels.idx1-ubyte.gz")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("text begins with 0x68656c6c, expected 0x00000803");
    }

    @Test
    void saysInOneLineThatTheDataSetIsMissing() {
        // Given
        StringWriter errors = new StringWriter();
        CommandLine command = FashionMnistTrainer.commandLine().setErr(new PrintWriter(errors, true));

        // When
        int exit = command.execute("--data", folder.toString(), "--output", folder.toString());

        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(errors.toString().lines()).singleElement().asString().contains("train-images-idx3-ubyte.gz");
    }

    private static LabelledImages training() throws IOException {
        return LabelledImages.read(
                DEMO.resolve("training.idx3-ubyte.gz"), DEMO.resolve("training-labels.idx1-ubyte.gz"));
    }
}
