/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChoicesTest {
    @TempDir
    private Path folder;

    @Test
    void theNextProcessFindsWhatThisOneChose() {
        // Given
        Path file = folder.resolve("choices");

        // When
        new Choices(file).put("a shape", 3);
        new Choices(file).put("another", 0);

        // Then
        Choices next = new Choices(file);
        assertThat(next.of("a shape")).hasValue(3);
        assertThat(next.of("another")).hasValue(0);
        assertThat(next.of("a third")).isEmpty();
    }

    @Test
    void linesThatAreNotWholeAreMeasuredAgain() throws IOException {
        // Given
        Path file = folder.resolve("choices");
        new Choices(file).put("a shape", 3);
        String line = Files.readString(file).strip();

        // When
        Files.writeString(file, line.substring(0, 20) + "\n" + line + line + "\n\u0001\n" + line + " -1\n");

        // Then
        assertThat(new Choices(file).of("a shape")).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenCostsOnlyMeasuringAgain() {
        // Given
        Choices choices = new Choices(folder.resolve("missing").resolve("choices"));

        // When
        choices.put("a shape", 2);

        // Then
        assertThat(choices.of("a shape")).hasValue(2);
    }
}
