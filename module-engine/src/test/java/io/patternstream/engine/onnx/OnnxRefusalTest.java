/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.engine.spi.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be read is refused with the node, the operator and the reason. The input is {@code x [N, 2, 4, 4]}. */
final class OnnxRefusalTest {
    private static final String MIXES = "mixes the samples of a batch";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource
    void operatorsThatMixSamplesAreRefused(OnnxBytes node, String operator) {
        assertRefused(node, operator, MIXES);
    }

    static Stream<Arguments> operatorsThatMixSamplesAreRefused() {
        return Stream.of(
                Arguments.of(node("Concat", "x", "x").integer("axis", 0), "Concat"),
                Arguments.of(node("Split", "x").integer("axis", -4), "Split"),
                Arguments.of(node("Slice", "x", "one", "seven", "zero"), "Slice"),
                Arguments.of(node("Gather", "x", "one").integer("axis", 0), "Gather"),
                Arguments.of(node("Flatten", "x").integer("axis", 2), "Flatten"),
                Arguments.of(node("Reshape", "x", "two"), "Reshape"),
                Arguments.of(node("Squeeze", "x", "zero"), "Squeeze"),
                Arguments.of(node("Unsqueeze", "x", "zero"), "Unsqueeze"),
                Arguments.of(node("Transpose", "x").integers("perm", 1, 0, 2, 3), "Transpose"),
                Arguments.of(node("Transpose", "x"), "Transpose"),
                Arguments.of(node("Softmax", "x").integer("axis", 0), "Softmax"),
                Arguments.of(node("ReduceMean", "x"), "ReduceMean"),
                Arguments.of(node("ReduceMean", "x").integers("axes", -4, 1), "ReduceMean"),
                Arguments.of(node("Pad", "x", "padBatch"), "Pad"),
                Arguments.of(node("Resize", "x", "", "twice"), "Resize"),
                Arguments.of(node("Gemm", "x", "w").integer("transA", 1), "Gemm"),
                Arguments.of(node("Add", "x", "rank5"), "Add"),
                Arguments.of(node("Expand", "x", "five"), "Expand"));
    }

    @ParameterizedTest
    @MethodSource
    void attributesAndConstantsThatAreNotReadAreRefused(OnnxBytes node, String operator, String why) {
        assertRefused(node, operator, why);
    }

    static Stream<Arguments> attributesAndConstantsThatAreNotReadAreRefused() {
        return Stream.of(
                Arguments.of(node("Mul", "x", "perSample"), "Mul", "differs from sample to sample"),
                Arguments.of(node("Add", "x", "w"), "Add", "cannot be broadcast"),
                Arguments.of(node("Conv", "x", "w"), "Conv", "do not fit its input"),
                Arguments.of(node("Conv", "x", "x"), "Conv", "must be a constant"),
                Arguments.of(node("MatMul", "x", "rank5"), "MatMul", "should be a matrix"),
                Arguments.of(node("Resize", "x", "", "twice").string("mode", "linear"), "Resize", "mode = linear"),
                Arguments.of(
                        node("Resize", "x", "", "half").string("coordinate_transformation_mode", "odd"),
                        "Resize",
                        "coordinate_transformation_mode = odd"),
                Arguments.of(node("Pad", "x", "padBatch").string("mode", "odd"), "Pad", "batch"),
                Arguments.of(node("Pad", "x", "padImage").string("mode", "odd"), "Pad", "mode = odd"),
                Arguments.of(node("Pad", "x", "cropAll"), "Pad", "leave nothing"),
                Arguments.of(node("Gelu", "x").string("approximate", "odd"), "Gelu", "approximate = odd"),
                Arguments.of(node("Cast", "x").integer("to", OnnxTensor.INT64), "Cast", "to = 7"),
                Arguments.of(node("Dropout", "x", "", "one"), "Dropout", "training_mode = true"),
                Arguments.of(node("Floor", "x"), "Floor", "must be a constant"),
                Arguments.of(node("Clip", "x", "two"), "Clip", "should be a single value"),
                Arguments.of(node("LRN", "x"), "LRN", "size = 0"),
                Arguments.of(node("MaxPool", "x"), "MaxPool", "lacks kernel_shape"),
                Arguments.of(node("Softmax", "x").integer("axis", 4), "Softmax", "axis 4 does not exist"),
                Arguments.of(node("Split", "x", "zero").integer("axis", 1), "Split", "cannot split"),
                Arguments.of(node("Slice", "x", "seven", "seven", "one"), "Slice", "empty"),
                Arguments.of(node("Gather", "x", "seven").integer("axis", 1), "Gather", "position 7 does not exist"),
                Arguments.of(node("DepthToSpace", "x").integer("blocksize", 2), "DepthToSpace", "does not divide"));
    }

    @Test
    void furtherOutputsThatAreNotReadAreNamedWhereTheyAreUsed() {
        // Given
        OnnxBytes pool = node("MaxPool", "x").text(2, "indices").integers("kernel_shape", 2, 2);
        OnnxBytes graph =
                OnnxBytes.graph().message(1, pool).message(1, OnnxBytes.node("Relu", "after", List.of("indices"), "z"));
        OnnxBytes used = new OnnxBytes()
                .message(11, OnnxBytes.value("x", 0, 2, 4, 4))
                .message(12, OnnxBytes.value("z", 0, 3))
                .message(1, pool)
                .message(1, OnnxBytes.node("Relu", "after", List.of("indices"), "z"));

        // When, Then: unused, it does not matter
        new OnnxModelReader().read(file(graph));
        assertThatThrownBy(() -> new OnnxModelReader().read(file(used)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("node 'after' (Relu)")
                .hasMessageContaining("output 1 of node 'odd one' (MaxPool)");
    }

    @Test
    void weightsInOtherFilesAreRefusedWhateverTheirPath() {
        // Given: data_location EXTERNAL with a path that leaves the folder
        OnnxBytes location = new OnnxBytes().text(1, "location").text(2, "../../secret");
        OnnxBytes weights =
                OnnxBytes.header("w", OnnxTensor.FLOAT, 1).message(13, location).number(14, 1);
        OnnxBytes graph = OnnxBytes.graph().message(5, weights).message(1, node("Add", "x", "w"));

        // When, Then
        assertThatThrownBy(() -> new OnnxModelReader().read(file(graph)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tensor 'w' lies in an external file");
    }

    @Test
    void resultsThatAreTooLargeAreRefusedBeforeMemoryIsTaken() {
        assertRefused(node("Resize", "x", "", "huge"), "Resize", "too large");
        assertRefused(node("Expand", "x", "wide"), "Expand", "too large");
        assertRefused(node("Pad", "x", "padHuge"), "Pad", "too large");
        assertRefused(node("ConstantOfShape", "wide"), "ConstantOfShape", "too large");
    }

    @Test
    void manyResultsThatTogetherAreTooLargeAreRefused() {
        // Given: each takes 2 * 1000 * 1000 of the 2^22 values that a small file may rearrange
        OnnxBytes graph = OnnxBytes.graph().message(5, floats("big", 1, 1, 250, 250));
        String from = "x";
        for (int i = 0; i < 5; i++) {
            graph.message(1, OnnxBytes.node("Resize", "r" + i, List.of("x", "", "big"), "r" + i));
            graph.message(
                    1, OnnxBytes.node("Add", "a" + i, List.of("r" + i, i == 0 ? "r0" : from), i == 4 ? "y" : "a" + i));
            from = "a" + i;
        }

        // When, Then
        assertThatThrownBy(() -> new OnnxModelReader().read(file(graph)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("node 'r2' (Resize)")
                .hasMessageContaining("too large");
    }

    private void assertRefused(OnnxBytes node, String operator, String why) {
        OnnxBytes graph = OnnxBytes.graph().message(1, node);
        constants().forEach(tensor -> graph.message(5, tensor));
        assertThatThrownBy(() -> new OnnxModelReader().read(file(graph)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("node 'odd one' (" + operator + ")")
                .hasMessageContaining(why);
    }

    private static Stream<OnnxBytes> constants() {
        return Stream.of(
                OnnxBytes.longs("zero", 0),
                OnnxBytes.longs("one", 1),
                OnnxBytes.longs("two", 2, 16),
                OnnxBytes.longs("five", 5, 2, 4, 4),
                OnnxBytes.longs("seven", 7),
                OnnxBytes.longs("wide", 1, 2, 4, 1L << 40),
                OnnxBytes.longs("padBatch", 1, 0, 0, 0, 0, 0, 0, 0),
                OnnxBytes.longs("padImage", 0, 0, 1, 0, 0, 0, 0, 0),
                OnnxBytes.longs("padHuge", 0, 0, 30000, 0, 0, 0, 0, 30000),
                OnnxBytes.longs("cropAll", 0, 0, -2, 0, 0, 0, -2, 0),
                OnnxBytes.floats("w", 32, 3),
                OnnxBytes.floats("rank5", 2, 1, 2, 4, 4),
                OnnxBytes.floats("perSample", 3, 1, 1, 1),
                floats("twice", 2, 1, 1, 1),
                floats("half", 1, 1, 0.5f, 0.5f),
                floats("huge", 1, 1, 30000, 30000));
    }

    private static OnnxBytes floats(String name, float... values) {
        OnnxBytes tensor = OnnxBytes.header(name, OnnxTensor.FLOAT, values.length);
        for (float value : values) {
            tensor.real(4, value);
        }
        return tensor;
    }

    private static OnnxBytes node(String operator, String... inputs) {
        return OnnxBytes.node(operator, "odd one", List.of(inputs), "y");
    }

    private Path file(OnnxBytes graph) {
        try {
            return Files.write(folder.resolve("model.onnx"), OnnxBytes.model(graph));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
