/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Window;
import io.patternstream.engine.spi.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OnnxModelReaderTest {
    @TempDir
    private Path folder;

    @Test
    void readsAConvolutionWithItsGeometry() {
        // Given
        OnnxBytes conv = OnnxBytes.node("Conv", "c", List.of("x", "w"), "z")
                .integers("kernel_shape", 3, 2)
                .integers("strides", 2, 1)
                .integers("pads", 1, 0, 1, 1);
        OnnxBytes graph = OnnxBytes.graph()
                .message(5, OnnxBytes.floats("w", 3, 2, 3, 2))
                .message(1, conv)
                .message(1, OnnxBytes.node("GlobalAveragePool", "g", List.of("z"), "y"));

        // When
        Network network = read(OnnxBytes.model(graph));

        // Then
        Operation.Convolution convolution =
                (Operation.Convolution) network.node(1).operation();
        assertThat(convolution.window()).isEqualTo(new Window(3, 2, 2, 1, 1, 0, 1, 1, 1, 1));
        assertThat(convolution.weights().at(35)).isEqualTo(36);
        assertThat(network.node(1).output()).isEqualTo(Shape.of(3, 2, 4));
        assertThat(network.node(1).name()).isEqualTo("c");
    }

    @Test
    void namelessNodeIsCalledByItsFirstOutput() {
        // Given
        OnnxBytes graph = dense(OnnxBytes.node("Gemm", "", List.of("flat", "w"), "y"), OnnxBytes.floats("w", 32, 3));

        // When
        Network network = read(OnnxBytes.model(graph));

        // Then
        assertThat(network.node(2).name()).isEqualTo("y");
    }

    @Test
    void gemmWithoutTransBIsTurnedNeuronFirst() {
        // Given
        OnnxBytes graph = dense(OnnxBytes.node("Gemm", "g", List.of("flat", "w"), "y"), OnnxBytes.floats("w", 32, 3));

        // When
        Operation.Dense dense =
                (Operation.Dense) read(OnnxBytes.model(graph)).node(2).operation();

        // Then
        assertThat(dense.inputFirst()).isTrue();
        assertThat(dense.weights().shape()).isEqualTo(Shape.of(3, 32));
        assertThat(dense.weights().at(1)).isEqualTo(4);
    }

    @Test
    void alphaAndBetaScaleWeightsAndBias() {
        // Given
        OnnxBytes gemm = OnnxBytes.node("Gemm", "g", List.of("flat", "w", "b"), "y")
                .message(5, new OnnxBytes().text(1, "alpha").real(2, 0.5f).number(20, 1))
                .message(5, new OnnxBytes().text(1, "beta").real(2, 2f).number(20, 1));
        OnnxBytes graph = dense(gemm, OnnxBytes.floats("w", 32, 3)).message(5, OnnxBytes.floats("b", 1, 3));

        // When
        Operation.Dense dense =
                (Operation.Dense) read(OnnxBytes.model(graph)).node(2).operation();

        // Then
        assertThat(dense.weights().at(0)).isEqualTo(0.5);
        assertThat(dense.bias().toArray()).containsExactly(2, 4, 6);
    }

    @Test
    void readsFloat16AndDoubleAndTypedFields() {
        // Given: 1.5, -2, the smallest subnormal and infinity as binary16 in int32_data, beside doubles
        OnnxBytes half = OnnxBytes.header("h", OnnxTensor.FLOAT16, 1, 4);
        for (int bits : new int[] {0x3e00, 0xc000, 0x0001, 0x7c00}) {
            half.number(5, bits);
        }
        ByteBuffer raw = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 0.1);

        // When
        OnnxTensor read = tensor(half);
        OnnxTensor wide = tensor(OnnxBytes.header("d", OnnxTensor.DOUBLE, 1).raw(9, raw.array()));

        // Then
        assertThat(read.parameters(Shape.of(4)).toArray()).containsExactly(1.5, -2, 0x1p-24, Double.POSITIVE_INFINITY);
        assertThat(wide.parameters(Shape.of(1)).at(0)).isEqualTo(0.1);
    }

    @Test
    void nodesThatTheOutputDoesNotNeedAreLeftOut() {
        // Given
        OnnxBytes graph = dense(OnnxBytes.node("Gemm", "g", List.of("flat", "w"), "y"), OnnxBytes.floats("w", 32, 3))
                .message(1, OnnxBytes.node("Erf", "unused", List.of("y"), "nowhere"));

        // When
        Network network = read(OnnxBytes.model(graph));

        // Then
        assertThat(network.nodes()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Erf", "LSTM", "com.microsoft.FusedConv"})
    void unsupportedOperatorIsNamedWithItsNode(String operator) {
        // Given
        OnnxBytes graph = OnnxBytes.graph().message(1, OnnxBytes.node(operator, "odd one", List.of("x"), "y"));

        // When, Then
        assertThatThrownBy(() -> read(OnnxBytes.model(graph)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("node 'odd one' (" + operator + ")")
                .hasMessageContaining("not supported");
    }

    @Test
    void attributesThatWouldChangeTheResultAreRefused() {
        assertRefused(OnnxBytes.node("Gemm", "g", List.of("x", "w"), "y").integer("transA", 1), "transA = 1");
        assertRefused(OnnxBytes.node("Concat", "c", List.of("x", "x"), "y").integer("axis", 0), "axis = 0");
        assertRefused(OnnxBytes.node("Flatten", "f", List.of("x"), "y").integer("axis", 0), "axis = 0");
        assertRefused(
                OnnxBytes.node("MaxPool", "p", List.of("x"), "y").integers("kernel_shape", 9, 9),
                "larger than the padded");
        assertRefused(
                OnnxBytes.node("MaxPool", "p", List.of("x"), "y")
                        .integers("kernel_shape", 2, 2)
                        .integers("pads", 1L << 40, 0, 0, 0),
                "pads = 1099511627776 is out of range");
        assertRefused(
                OnnxBytes.node("MaxPool", "p", List.of("x"), "y")
                        .integers("kernel_shape", 2, 2)
                        .string("auto_pad", "SOMEHOW"),
                "auto_pad = SOMEHOW");
    }

    @Test
    void geometryThatDoesNotFitNamesTheNode() {
        // Given
        OnnxBytes graph = OnnxBytes.graph()
                .message(5, OnnxBytes.floats("w", 3, 5, 1, 1))
                .message(1, OnnxBytes.node("Conv", "c7", List.of("x", "w"), "y"));

        // When, Then
        assertThatThrownBy(() -> read(OnnxBytes.model(graph)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'c7'")
                .hasMessageContaining("5 channels");
    }

    @Test
    void tensorThatClaimsMoreThanItHoldsIsRefusedWithoutAllocating() {
        // Given
        OnnxBytes huge = new OnnxBytes()
                .number(1, 1L << 31)
                .number(1, 1L << 31)
                .number(2, OnnxTensor.FLOAT)
                .text(8, "w")
                .raw(9, new byte[8]);
        OnnxBytes large = OnnxBytes.header("w", OnnxTensor.FLOAT, 40000, 40000).raw(9, new byte[8]);

        // When, Then
        for (OnnxBytes weights : List.of(huge, large)) {
            OnnxBytes graph = dense(OnnxBytes.node("Gemm", "g", List.of("flat", "w"), "y"), weights);
            assertThatThrownBy(() -> read(OnnxBytes.model(graph)))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("tensor 'w'");
        }
    }

    @Test
    void lengthBeyondTheFileIsRefused() {
        // Given
        byte[] lying = new OnnxBytes().number(1, 8).lie(7, Integer.MAX_VALUE).bytes();
        byte[] negative = new OnnxBytes().number(1, 8).lie(7, -5).bytes();

        // When, Then
        for (byte[] file : List.of(lying, negative)) {
            assertThatThrownBy(() -> read(file))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("truncated or malformed");
        }
    }

    @Test
    void everyTruncationAndManyCorruptionsGiveOneClearError() {
        // Given
        byte[] good = OnnxBytes.model(
                dense(OnnxBytes.node("Gemm", "g", List.of("flat", "w"), "y"), OnnxBytes.floats("w", 32, 3)));
        Random random = new Random(1);

        // When, Then
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(ModelFormatException.class);
        }
        for (int i = 0; i < 2000; i++) {
            byte[] corrupt = good.clone();
            corrupt[random.nextInt(corrupt.length)] = (byte) random.nextInt(256);
            readOrRefuse(corrupt);
        }
    }

    @Test
    void emptyAndForeignFilesAreRefused() {
        assertThatThrownBy(() -> read(new byte[0])).hasMessageContaining("no graph");
        assertThatThrownBy(() -> read("<html>not found</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(ModelFormatException.class);
    }

    @Test
    void theOutputIsThatOfTheLastNodeEvenIfAnotherIsNamedBesideIt() {
        // Given: a softmax of the flattened image that names a dense layer as a second input
        OnnxBytes graph = OnnxBytes.graph()
                .message(1, OnnxBytes.node("Flatten", "flat", List.of("x"), "f"))
                .message(1, OnnxBytes.node("MatMul", "fc", List.of("f", "w"), "g"))
                .message(1, OnnxBytes.node("Softmax", "softmax", List.of("f", "g"), "y"))
                .message(5, OnnxBytes.floats("w", 32, 3));

        // When
        Model model = Model.of(read(OnnxBytes.model(graph)), "named", "0f".repeat(32));

        // Then
        assertThat(model.description().classes()).isEqualTo(32);
        assertThat(model.description().head()).isEqualTo(Head.SOFTMAX);
    }

    @Test
    void opsetsOutsideSevenToTwentyOneAreRefused() {
        OnnxBytes graph = dense(OnnxBytes.node("Gemm", "g", List.of("flat", "w"), "y"), OnnxBytes.floats("w", 32, 3));
        assertThatThrownBy(() -> read(OnnxBytes.model(graph, 6))).hasMessageContaining("opset 6");
        assertThatThrownBy(() -> read(OnnxBytes.model(graph, 22))).hasMessageContaining("opset 22");
        assertThat(read(OnnxBytes.model(graph, 21)).nodes()).hasSize(3);
    }

    @Test
    void severalInputsOrOutputsAndOtherThanBatchesAreRefused() {
        OnnxBytes relu = OnnxBytes.node("Relu", "r", List.of("x"), "y");
        OnnxBytes twoInputs =
                OnnxBytes.graph().message(11, OnnxBytes.value("mask", 0, 4)).message(1, relu);
        OnnxBytes twoOutputs =
                OnnxBytes.graph().message(12, OnnxBytes.value("z", 0, 4)).message(1, relu);
        OnnxBytes text = new OnnxBytes()
                .message(11, OnnxBytes.value("x", 0))
                .message(12, OnnxBytes.value("y", 0))
                .message(1, relu);
        OnnxBytes anySize = new OnnxBytes()
                .message(11, OnnxBytes.value("x", 0, 3, 0, 0))
                .message(12, OnnxBytes.value("y", 0, 3, 0, 0))
                .message(1, relu);
        assertThatThrownBy(() -> read(OnnxBytes.model(twoInputs))).hasMessageContaining("2 inputs [x, mask]");
        assertThatThrownBy(() -> read(OnnxBytes.model(twoOutputs))).hasMessageContaining("2 outputs [y, z]");
        assertThatThrownBy(() -> read(OnnxBytes.model(text))).hasMessageContaining("not a batch of samples");
        assertThatThrownBy(() -> read(OnnxBytes.model(anySize))).hasMessageContaining("must be fixed");
    }

    @Test
    void reshapeThatMixesSamplesIsRefusedAndOthersAreResolved() {
        assertThat(reshaped(0, -1)).isEqualTo(Shape.of(32));
        assertThat(reshaped(-1, 32)).isEqualTo(Shape.of(32));
        assertThat(reshaped(0, 2, 16)).isEqualTo(Shape.of(2, 16));
        assertThat(reshaped(0, 0, -1, 8)).isEqualTo(Shape.of(2, 2, 8));
        assertThatThrownBy(() -> reshaped(-1, -1)).hasMessageContaining("mixes the samples");
        assertThatThrownBy(() -> reshaped(64, -1)).hasMessageContaining("mixes the samples");
        assertThatThrownBy(() -> reshaped(0, 5, -1)).hasMessageContaining("cannot reshape");
    }

    private Shape reshaped(long... target) {
        OnnxBytes graph = OnnxBytes.graph()
                .message(5, OnnxBytes.longs("s", target))
                .message(1, OnnxBytes.node("Reshape", "r", List.of("x", "s"), "y"));
        return read(OnnxBytes.model(graph)).outputShape();
    }

    private void assertRefused(OnnxBytes node, String why) {
        OnnxBytes graph =
                OnnxBytes.graph().message(5, OnnxBytes.floats("w", 32, 3)).message(1, node);
        assertThatThrownBy(() -> read(OnnxBytes.model(graph)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("node '")
                .hasMessageContaining(why);
    }

    private static OnnxBytes dense(OnnxBytes gemm, OnnxBytes weights) {
        return OnnxBytes.graph()
                .message(5, weights)
                .message(1, OnnxBytes.node("Flatten", "f", List.of("x"), "flat"))
                .message(1, gemm);
    }

    private static OnnxTensor tensor(OnnxBytes tensor) {
        try {
            return OnnxParser.parse(OnnxBytes.model(OnnxBytes.graph().message(5, tensor)))
                    .initialisers()
                    .values()
                    .iterator()
                    .next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readOrRefuse(byte[] corrupt) {
        try {
            read(corrupt);
        } catch (ModelFormatException e) {
            assertThat(e.getMessage()).contains("model.onnx");
        }
    }

    private Network read(byte[] bytes) {
        try {
            return new OnnxModelReader().read(Files.write(folder.resolve("model.onnx"), bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
