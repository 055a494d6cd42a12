/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void shapesKnowTheirExtent() {
        // Given
        Shape shape = Shape.of(2, 3, 4);

        // Then
        assertThat(shape.rank()).isEqualTo(3);
        assertThat(shape.dimension(2)).isEqualTo(4);
        assertThat(shape.elementCount()).isEqualTo(24);
        assertThat(shape.inner()).isEqualTo(Shape.of(3, 4)).hasSameHashCodeAs(Shape.of(3, 4));
        assertThat(shape.inner().batchOf(2)).isEqualTo(shape);
        assertThat(shape).hasToString("[2, 3, 4]").isNotEqualTo(Shape.of(2, 4, 3));
        assertThat(Shape.of().elementCount()).isEqualTo(1);
        assertThat(Shape.of(0, 5).elementCount()).isZero();
    }

    @Test
    void shapesDoNotChangeWithTheArraysTheyCameFrom() {
        // Given
        int[] dimensions = {2, 3};
        Shape shape = Shape.of(dimensions);

        // When
        dimensions[0] = 9;
        shape.toArray()[1] = 9;

        // Then
        assertThat(shape).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void impossibleShapesAreRefused() {
        assertThatThrownBy(() -> Shape.of(2, -1)).hasMessage("negative dimension in shape [2, -1]");
        assertThatThrownBy(() -> Shape.of(1 << 16, 1 << 16)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Shape.of(1 << 30, 1 << 30, 1 << 30)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Shape.of().inner()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tensorsAreImmutable() {
        // Given
        float[] values = {1, 2, 3, 4};
        Tensor tensor = Tensor.of(Shape.of(2, 2), values);

        // When
        values[0] = 9;

        // Then
        assertThat(tensor.at(0)).isEqualTo(1);
        assertThatThrownBy(() -> tensor.values().put(0, 9)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void stackingAndSlicingAreInverse() {
        // Given
        Tensor first = Tensor.of(Shape.of(1, 2), 1, 2);
        Tensor second = Tensor.of(Shape.of(1, 2), 3, 4);

        // When
        Tensor batch = Tensor.stack(List.of(first, second));

        // Then
        assertThat(batch.shape()).isEqualTo(Shape.of(2, 1, 2));
        assertThat(batch.slice(1).shape()).isEqualTo(Shape.of(1, 2));
        assertThat(batch.slice(1).values()).isEqualTo(second.values());
        assertThat(batch.reshape(Shape.of(4)).at(2)).isEqualTo(3);
    }

    @Test
    void lengthsThatDoNotFitAreRefused() {
        Tensor pair = Tensor.of(Shape.of(2), 1, 2);

        assertThatThrownBy(() -> Tensor.of(Shape.of(3), 1, 2)).hasMessage("shape [3] needs 3 values but got 2");
        assertThatThrownBy(() -> pair.reshape(Shape.of(3))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tensor.stack(List.of(pair, Tensor.of(Shape.of(1), 1))))
                .hasMessage("sample 1 has shape [1], the first has [2]");
    }
}
