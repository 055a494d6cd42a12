/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.spi.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arithmetic with shapes that exporters write for a batch of any size, around {@code x [N, 2, 4, 4]}. */
final class ShapeArithmeticTest {

    @Test
    void flatteningWithTheBatchReadFromTheInput() {
        // Given: x.view(x.size(0), -1)
        OnnxBytes graph = OnnxBytes.graph()
                .message(5, OnnxBytes.longs("rest", -1))
                .message(5, scalar("zero", 0))
                .message(5, OnnxBytes.longs("front", 0))
                .message(1, node("Shape", "shape", "x"))
                .message(1, node("Gather", "n", "shape", "zero"))
                .message(1, node("Unsqueeze", "n1", "n", "front"))
                .message(1, node("Concat", "target", "n1", "rest").integer("axis", 0))
                .message(1, node("Reshape", "y", "x", "target"));

        // When, Then
        assertThat(read(graph).outputShape()).isEqualTo(Shape.of(32));
    }

    @Test
    void channelsDividedIntoGroups() {
        // Given: x.view(n, 2, c / 2, h, w)
        OnnxBytes graph = OnnxBytes.graph()
                .message(5, OnnxBytes.longs("two", 2))
                .message(5, OnnxBytes.longs("zero", 0))
                .message(5, OnnxBytes.longs("one", 1))
                .message(5, OnnxBytes.longs("four", 4))
                .message(1, node("Shape", "shape", "x"))
                .message(1, node("Slice", "n", "shape", "zero", "one"))
                .message(1, node("Slice", "c", "shape", "one", "two"))
                .message(1, node("Slice", "image", "shape", "two", "four"))
                .message(1, node("Div", "half", "c", "two"))
                .message(
                        1, node("Concat", "target", "n", "two", "half", "image").integer("axis", 0))
                .message(1, node("Reshape", "y", "x", "target"));

        // When, Then
        assertThat(read(graph).outputShape()).isEqualTo(Shape.of(2, 1, 4, 4));
    }

    @Test
    void expandingWithMinusOneForUnchangedAxes() {
        // Given: Where(shape == -1, 1, shape), as exporters write it for expand
        OnnxBytes graph = OnnxBytes.graph()
                .message(5, OnnxBytes.longs("given", -1, 2, 4, 4))
                .message(5, OnnxBytes.longs("minus", -1))
                .message(5, OnnxBytes.longs("rank", 4))
                .message(1, node("ConstantOfShape", "ones", "rank").message(5, one()))
                .message(1, node("Equal", "free", "given", "minus"))
                .message(1, node("Where", "target", "free", "ones", "given"))
                .message(1, node("Expand", "y", "x", "target"));

        // When, Then
        assertThat(read(graph).outputShape()).isEqualTo(Shape.of(2, 4, 4));
    }

    @Test
    void whatDependsOnTheBatchBeyondItsOwnAxisIsRefused() {
        // Given: [N * 2, 16]
        OnnxBytes graph = OnnxBytes.graph()
                .message(5, OnnxBytes.longs("zero", 0))
                .message(5, OnnxBytes.longs("one", 1))
                .message(5, OnnxBytes.longs("two", 2))
                .message(5, OnnxBytes.longs("sixteen", 16))
                .message(1, node("Shape", "shape", "x"))
                .message(1, node("Slice", "n", "shape", "zero", "one"))
                .message(1, node("Mul", "rows", "n", "two"))
                .message(1, node("Concat", "target", "rows", "sixteen").integer("axis", 0))
                .message(1, node("Reshape", "y", "x", "target"));

        // When, Then
        assertThatThrownBy(() -> read(graph))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'y' (Reshape)")
                .hasMessageContaining("[2N, 16]");
    }

    @Test
    void extentsComputeWithTheNumberOfSamples() {
        // Given
        Extent n = Extent.BATCH;
        Extent three = Extent.of(3);

        // When, Then
        assertThat(n.times(three).plus(three).minus(n)).hasToString("2N+3");
        assertThat(new Extent(6, 9).dividedBy(three)).isEqualTo(new Extent(2, 3));
        assertThat(n.sameAs(Extent.of(-1))).isFalse();
        assertThatThrownBy(() -> n.times(n)).hasMessageContaining("square");
        assertThatThrownBy(() -> n.dividedBy(three)).hasMessageContaining("cannot divide");
        assertThatThrownBy(() -> n.sameAs(Extent.of(2))).hasMessageContaining("depends on the batch");
    }

    private static OnnxBytes scalar(String name, long value) {
        return OnnxBytes.header(name, OnnxTensor.INT64).number(7, value);
    }

    private static OnnxBytes one() {
        return new OnnxBytes()
                .text(1, "value")
                .message(5, OnnxBytes.longs("", 1))
                .number(20, 4);
    }

    private static OnnxBytes node(String operator, String output, String... inputs) {
        return OnnxBytes.node(operator, "", List.of(inputs), output);
    }

    private static Network read(OnnxBytes graph) {
        try {
            return GraphImporter.network(OnnxParser.parse(OnnxBytes.model(graph)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
