/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowScalerTest {
    /** Float sums of at most some ten products of up to 255, in two passes: a few units in the last place of 255 (1.5e-5). */
    private static final double ROUNDING = 1e-4;

    @ParameterizedTest
    @CsvSource({
        "3, 40, 60, 17, 23", // both shrink
        "3, 7, 9, 20, 31", // both grow
        "3, 40, 9, 17, 31", // only the width grows
        "3, 7, 60, 20, 23", // only the height grows
        "1, 300, 5, 3, 5", // a row of the result needs a hundred rows
        "1, 1, 50, 30, 10", // one row is needed everywhere
        "3, 13, 11, 13, 11" // nothing changes
    })
    void equalsTheSumOverAllPixelsInDoublePrecision(int channels, int height, int width, int toHeight, int toWidth) {
        // Given a window that leaves one row and two columns out
        byte[] planes = new byte[channels * height * width];
        new Random(7).nextBytes(planes);
        int rows = toHeight - 1;
        int columns = toWidth - 2;
        RowScaler scaler = new RowScaler(
                Pixels.planar(channels, height, width, planes),
                new Resampler(height, toHeight, 1, rows),
                new Resampler(width, toWidth, 1, columns));
        float[][] result = new float[rows][];

        // When
        scaler.scale((y, row) -> result[y] = row.clone());

        // Then
        for (int y = 0; y < rows; y++) {
            for (int i = 0; i < channels * columns; i++) {
                int plane = i / columns * height * width;
                int x = i % columns;
                double sum = 0;
                double weights = 0;
                for (int p = 0; p < height * width; p++) {
                    double weight = weight((double) height / toHeight, y + 1, p / width)
                            * weight((double) width / toWidth, x + 1, p % width);
                    sum += weight * (planes[plane + p] & 0xff);
                    weights += weight;
                }
                assertThat(result[y][i]).as("row %d, value %d", y, i).isCloseTo((float) (sum / weights), within((float)
                        ROUNDING));
            }
        }
    }

    private static double weight(double step, int to, int from) {
        return Math.max(0, 1 - Math.abs(from + 0.5 - (to + 0.5) * step) / Math.max(1, step));
    }
}
