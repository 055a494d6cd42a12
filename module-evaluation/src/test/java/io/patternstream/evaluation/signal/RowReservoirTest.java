/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RowReservoirTest {
    @Test
    void everyRowOfAStreamStaysWithEqualChance() {
        // Given
        List<AtomicInteger> kept = Stream.generate(AtomicInteger::new).limit(10).toList();
        int runs = 5000;

        // When
        for (int run = 0; run < runs; run++) {
            RowReservoir reservoir = new RowReservoir(3, 1, new int[] {0}, new SplittableRandom(run));
            for (int row = 0; row < kept.size(); row++) {
                reservoir.offer(new float[] {row}, new float[] {row}, 0, 1);
            }
            for (int row = 0; row < reservoir.count(); row++) {
                kept.get((int) reservoir.x(row, 0)).incrementAndGet();
            }
        }

        // Then: 1500 each, five standard deviations of 32
        assertThat(kept).allSatisfy(count -> assertThat(count.get()).isBetween(1340, 1660));
    }

    @Test
    void answersOfTheChosenNeuronsStayWithTheirRows() {
        // Given
        RowReservoir reservoir = new RowReservoir(100, 2, new int[] {1, 3}, new SplittableRandom(1));
        float[] x = new float[2 * 500];
        float[] z = new float[4 * 500];
        for (int row = 0; row < 500; row++) {
            x[2 * row] = row;
            z[4 * row + 1] = row % 2 == 0 ? 1 : -1;
            z[4 * row + 3] = row % 3 == 0 ? 1 : 0;
        }

        // When
        for (int row = 0; row < 500; row++) {
            reservoir.offer(x, z, row, 4);
        }

        // Then
        assertThat(reservoir.count()).isEqualTo(100);
        for (int row = 0; row < 100; row++) {
            int source = (int) reservoir.x(row, 0);
            assertThat(reservoir.active(row, 0)).isEqualTo(source % 2 == 0);
            assertThat(reservoir.active(row, 1)).isEqualTo(source % 3 == 0);
        }
    }
}
