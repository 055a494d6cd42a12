/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.tensor.Shape;

/** Turns matrices from {@code [O, I]} to {@code [I, O]} and back. */
final class Transposition {
    private Transposition() {}

    static Shape of(Shape matrix) {
        return Shape.of(matrix.dimension(1), matrix.dimension(0));
    }

    static double[] of(double[] matrix, int rows) {
        int columns = matrix.length / rows;
        double[] transposed = new double[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                transposed[column * rows + row] = matrix[row * columns + column];
            }
        }
        return transposed;
    }
}
