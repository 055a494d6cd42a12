/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.render.Png;
import io.patternstream.stream.dataset.Dataset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExplainInputsTest {
    private static final Shape INPUT = Shape.of(1, 1, 2);

    @TempDir
    Path folder;

    @Test
    void filesOfSeveralKindsAreJoinedInTheirOrder() throws IOException {
        // Given: two preprocessed samples, one sample without batch axis, one image
        Path two = array("two.npy", Tensor.of(Shape.of(2, 1, 1, 2), 1, 2, 3, 4));
        Path one = array("one.npy", Tensor.of(INPUT, 5, 6));
        Path image = Files.write(folder.resolve("i.png"), Png.grey(1, 2, new byte[] {0, (byte) 255}));

        // When
        ExplainInputs inputs = read(two, one, image);

        // Then
        assertThat(inputs.samples().stream().map(ExplainInputs.Sample::name))
                .containsExactly(two + "#0", two + "#1", one.toString(), image.toString());
        Tensor batch = inputs.batch(1, 4);
        assertThat(batch.shape()).isEqualTo(Shape.of(3, 1, 1, 2));
        assertThat(new float[] {batch.at(0), batch.at(1), batch.at(2), batch.at(3), batch.at(4), batch.at(5)})
                .containsExactly(3, 4, 5, 6, 0, 1);
    }

    @Test
    void unsignedBytesArePixelsAsEverywhereElse() throws IOException {
        // Given: a .npy of uint8, shape (1, 1, 1, 2), values 0 and 255
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1, 1, 2), }";
        String padded = header + " ".repeat(117 - header.length()) + "\n";
        byte[] file = ("\u0093NUMPY\1\0v\0" + padded + "\0\u00ff").getBytes(StandardCharsets.ISO_8859_1);
        Path bytes = Files.write(folder.resolve("b.npy"), file);

        // When
        Tensor batch = read(bytes).batch(0, 1);

        // Then
        assertThat(new float[] {batch.at(0), batch.at(1)}).containsExactly(0, 1);
    }

    @Test
    void whatCannotBeExplainedIsRefusedByName() throws IOException {
        refused(array("none.npy", Tensor.of(Shape.of(0, 1, 1, 2))), "none.npy: it has shape [0, 1, 1, 2]");
        refused(
                array("nan.npy", Tensor.of(Shape.of(1, 1, 1, 2), 1, Float.NaN)),
                "nan.npy#0: the array has the value NaN");
        refused(array("wide.npy", Tensor.of(Shape.of(1, 1, 1, 3), 1, 2, 3)), "wide.npy#0: the array has shape");
        refused(Files.createDirectory(folder.resolve("empty")), "empty: it has no files");
        refused(folder.resolve("nothere.png"), "nothere.png: there is no such file");
    }

    private void refused(Path file, String why) {
        assertThatThrownBy(() -> read(file)).hasMessageContaining(why);
    }

    private Path array(String name, Tensor values) throws IOException {
        return Files.write(folder.resolve(name), Npy.write(values));
    }

    private static ExplainInputs read(Path... files) {
        return ExplainInputs.read(Dataset.open(List.of(files)), Preprocessing.preset("unit"), INPUT);
    }
}
