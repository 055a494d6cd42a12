/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.explain.Target;
import io.patternstream.api.model.Head;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.preprocess.Preprocessing.ChannelOrder;
import io.patternstream.engine.preprocess.Preprocessing.Resize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelProfileTest {
    @TempDir
    Path folder;

    @Test
    void imagenetModelsAreKnownByTheirShape() {
        // When
        ModelProfile profile = ModelProfile.of(folder.resolve("net.onnx"), model(1000, 3, 224, 224));

        // Then: the standard indices
        assertThat(profile.preprocessing()).isEqualTo(Preprocessing.preset("imagenet"));
        assertThat(profile.labels()).hasSize(1000);
        assertThat(profile.labels().get(0)).isEqualTo("tench");
        assertThat(profile.labels().get(88)).isEqualTo("macaw");
        assertThat(profile.labels().get(504)).isEqualTo("coffee mug");
        assertThat(profile.labels().get(967)).isEqualTo("espresso");
        assertThat(profile.labels().get(999)).isEqualTo("toilet tissue");
        assertThat(profile.target()).isEqualTo(new Target.MaxOutput());
        assertThat(profile.source())
                .isEqualTo("guessed from input [3, 224, 224] and 1000 classes: preprocessing imagenet; write net.yaml"
                        + " beside the model to say otherwise");
    }

    @Test
    void otherShapesAreGuessedToo() {
        ModelProfile background = ModelProfile.of(folder.resolve("m.onnx"), model(1001, 3, 224, 224));
        ModelProfile cifar = ModelProfile.of(folder.resolve("m.onnx"), model(10, 3, 32, 32));
        ModelProfile digits = ModelProfile.of(folder.resolve("m"), model(10, 1, 28, 28));

        assertThat(background.preprocessing()).isEqualTo(Preprocessing.preset("mobilenet"));
        assertThat(background.labels().get(0)).isEqualTo("background");
        assertThat(background.labels().get(968)).isEqualTo("espresso");
        assertThat(cifar.preprocessing()).isEqualTo(Preprocessing.preset("cifar10"));
        assertThat(cifar.labels()).hasSize(10).startsWith("airplane").endsWith("truck");
        assertThat(digits.preprocessing()).isEqualTo(Preprocessing.preset("unit"));
        assertThat(digits.labels()).isEmpty();
    }

    @Test
    void sidecarSaysHowLargeTheInputIs() throws IOException {
        // Given
        write("net.yaml", "input: [3, 299, 299]");
        write("flat.yaml", "input: [3, 299]");
        write("zero.yaml", "input: [3, 0, 299]");
        write("silent.yaml", "target: 1");

        // When // Then
        assertThat(ModelProfile.inputShape(folder.resolve("net.zip"))).contains(Shape.of(3, 299, 299));
        assertThat(ModelProfile.inputShape(folder.resolve("silent.zip"))).isEmpty();
        assertThat(ModelProfile.inputShape(folder.resolve("none.zip"))).isEmpty();
        assertThatThrownBy(() -> ModelProfile.inputShape(folder.resolve("flat.zip")))
                .isInstanceOf(ModelProfileException.class)
                .hasMessageContaining("input: [3,299] is not [channels, height, width]");
        assertThatThrownBy(() -> ModelProfile.inputShape(folder.resolve("zero.zip")))
                .isInstanceOf(ModelProfileException.class)
                .hasMessageContaining("input: [3,0,299] is not");
    }

    @Test
    void sidecarOverridesTheGuess() throws IOException {
        // Given
        write("labels.txt", "no\nyes\n");
        write(
                "net.yaml",
                """
                preprocess: {mean: [104, 117, 123], scale: 1, order: bgr, resize: centre_crop}
                labels: labels.txt
                methods: [PatternLRP, gradient]
                target: 1
                """);

        // When
        ModelProfile profile = ModelProfile.of(folder.resolve("net.v2.onnx"), model(2, 3, 224, 224));
        ModelProfile named = ModelProfile.of(folder.resolve("net.onnx"), model(2, 3, 224, 224));

        // Then
        assertThat(profile.source()).startsWith("guessed");
        assertThat(named.preprocessing())
                .isEqualTo(new Preprocessing(
                        ChannelOrder.BGR, 1, List.of(104.0, 117.0, 123.0), List.of(1.0), Resize.CENTRE_CROP));
        assertThat(named.labels()).containsExactly("no", "yes");
        assertThat(named.methods()).containsExactly("patternattribution", "gradient");
        assertThat(named.target()).isEqualTo(new Target.ClassIndex(1));
        assertThat(named.source()).isEqualTo("read from " + folder.resolve("net.yaml"));
    }

    @Test
    void whatTheSidecarLeavesOutIsGuessed() throws IOException {
        // Given
        write("net.yaml", "preprocess: imagenet");

        // When
        ModelProfile profile = ModelProfile.of(folder.resolve("net.onnx"), model(10, 3, 32, 32));

        // Then
        assertThat(profile.preprocessing()).isEqualTo(Preprocessing.preset("imagenet"));
        assertThat(profile.labels()).contains("frog");
        assertThat(profile.methods()).isEmpty();
    }

    @Test
    void allErrorsOfASidecarAreListed() throws IOException {
        // Given
        write(
                "net.yaml",
                """
                preprocess: {mean: [1, 2], order: rbg}
                labels: [a, b, c]
                methods: [gradcamm]
                target: 7
                label: x
                """);

        // Then
        assertThatThrownBy(() -> ModelProfile.of(folder.resolve("net.onnx"), model(2, 3, 32, 32)))
                .isInstanceOf(ModelProfileException.class)
                .hasMessageStartingWith(
                        folder.resolve("net.yaml") + ": unknown keys [label], known are [input, labels, methods,"
                                + " preprocess, target]; preprocess: 'rbg' is none of [rgb, bgr]; labels: 3 labels for a model of 2"
                                + " classes; methods: ")
                .hasMessageContaining("gradcamm")
                .hasMessageEndingWith(
                        "target: target 7 names class 7, which does not exist: the model has classes 0 to 1");
    }

    @Test
    void malformedSidecarsGiveOneClearLine() throws IOException {
        for (String text :
                List.of("", "[1, 2", "- a", "preprocess: {mean: [1, 2]}", "preprocess: vgg", "labels: none.txt")) {
            write("net.yaml", text);

            assertThatThrownBy(() -> ModelProfile.of(folder.resolve("net.onnx"), model(2, 3, 32, 32)))
                    .isInstanceOf(ModelProfileException.class)
                    .message()
                    .startsWith(folder.resolve("net.yaml") + ": ")
                    .doesNotContain("\n");
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static ModelDescription model(int classes, int... input) {
        return new ModelDescription("net", "ab".repeat(32), Shape.of(input), classes, Head.NONE, List.of());
    }
}
