/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoMomentsTest {
    /** Relative to the sum of the magnitudes of what is summed up; rounding of one merge is 1e-16 of it. */
    private static final double MERGE_TOLERANCE = 1e-12;

    @ParameterizedTest
    @ValueSource(doubles = {0, 1000})
    void anyShardsInAnyOrderAndTreeEqualTheExactValue(double mean) {
        // Given
        Random random = new Random(7);
        DenseRows rows = DenseRows.random(random, 600, 3, 2, mean);
        Exact exact = new Exact(rows, 1);

        for (int attempt = 0; attempt < 20; attempt++) {
            // When
            CoMoments merged = mergeAtRandom(shards(rows, random), random);

            // Then
            assertThat(merged.count(1)).isEqualTo(exact.count);
            assertThat(merged.meanY(1)).isCloseTo(exact.meanY, within(1e-12 * Math.max(1, mean)));
            assertThat(merged.m2Y(1)).isCloseTo(exact.m2Y, within(MERGE_TOLERANCE * exact.m2Y));
            for (int i = 0; i < 3; i++) {
                assertThat(merged.meanX(1, i)).isCloseTo(exact.meanX[i], within(1e-14 * Math.max(1, mean) * 10));
                assertThat(merged.coMoment(1, i))
                        .isCloseTo(exact.coMoment[i], within(MERGE_TOLERANCE * exact.magnitude[i]));
            }
        }
    }

    @Test
    void mergingIsCommutativeBitForBit() {
        // Given
        DenseRows rows = DenseRows.random(new Random(3), 100, 4, 5, 12);
        int[] first = Arrays.copyOfRange(rows.all(), 0, 37);
        int[] second = Arrays.copyOfRange(rows.all(), 37, 100);

        // When
        CoMoments forward = of(rows, first).combine(of(rows, second));
        CoMoments backward = of(rows, second).combine(of(rows, first));

        // Then
        assertThat(forward).isEqualTo(backward).hasSameHashCodeAs(backward);
    }

    @Test
    void emptyStatisticsAreTheIdentity() {
        // Given
        DenseRows rows = DenseRows.random(new Random(4), 50, 4, 5, 3);
        CoMoments some = of(rows, rows.all());

        // When
        CoMoments left = CoMoments.create(5, 4).combine(some);
        CoMoments right = of(rows, rows.all()).combine(CoMoments.create(5, 4));

        // Then
        assertThat(left).isEqualTo(some);
        assertThat(right).isEqualTo(some);
        assertThat(some).isNotEqualTo(CoMoments.create(5, 4));
    }

    @Test
    void aConstantStaysExactlyConstantOverManyMerges() {
        // Given
        DenseRows rows = new DenseRows(constantRows(70, 0.1, 0.7), new double[][] {{1, 1}}, new double[] {0.3});
        CoMoments merged = CoMoments.create(1, 2);

        // When
        for (int begin = 0; begin < 70; begin += 7) {
            merged.combine(of(rows, Arrays.copyOfRange(rows.all(), begin, begin + 7)));
        }

        // Then
        assertThat(merged.count(0)).isEqualTo(70);
        assertThat(merged.coMoment(0, 0)).isZero();
        assertThat(merged.m2Y(0)).isZero();
    }

    @Test
    void fadedRowsAreTheWeightedSumsOfTheDefinition() {
        // Given blocks of unequal size, and how much is left of those before at the end of each
        DenseRows rows = DenseRows.random(new Random(11), 400, 3, 2, 5);
        int[] ends = {30, 31, 90, 90, 200, 260, 400};
        double[] left = {1, 0.5, 0.81, 0.3, 0.999, 0.07, 0.6};
        CoMoments faded = CoMoments.create(2, 3);

        // When
        for (int block = 0, begin = 0; block < ends.length; begin = ends[block++]) {
            faded.fade(left[block]);
            faded.combine(of(rows, IntStream.range(begin, ends[block]).toArray()));
        }

        // Then each row counts for what is left of its block, by two passes over all rows
        double[] weights = new double[400];
        for (int block = 0, begin = 0; block < ends.length; begin = ends[block++]) {
            for (int row = begin; row < ends[block]; row++) {
                weights[row] = rows.y(row, 1) > 0 ? 1 : 0;
                for (int later = block + 1; later < ends.length; later++) {
                    weights[row] *= left[later];
                }
            }
        }
        double count = Arrays.stream(weights).sum();
        double meanY = weighted(weights, row -> rows.y(row, 1)) / count;
        assertThat(faded.count(1)).isCloseTo(count, within(1e-12 * count));
        assertThat(faded.meanY(1)).isCloseTo(meanY, within(1e-12));
        assertThat(faded.m2Y(1))
                .isCloseTo(weighted(weights, row -> Math.pow(rows.y(row, 1) - meanY, 2)), within(1e-11));
        for (int i = 0; i < 3; i++) {
            int input = i;
            double meanX = weighted(weights, row -> rows.x(row)[input]) / count;
            assertThat(faded.meanX(1, i)).isCloseTo(meanX, within(1e-12));
            assertThat(faded.coMoment(1, i))
                    .isCloseTo(
                            weighted(weights, row -> (rows.x(row)[input] - meanX) * (rows.y(row, 1) - meanY)),
                            within(1e-11));
        }
    }

    private static double weighted(double[] weights, IntToDoubleFunction value) {
        double sum = 0;
        for (int row = 0; row < weights.length; row++) {
            sum += weights[row] * value.applyAsDouble(row);
        }
        return sum;
    }

    @Test
    void withoutRowsPatternsStayHoweverLongTheyFade() {
        // Given
        DenseRows rows = DenseRows.random(new Random(12), 60, 3, 2, 1);
        CoMoments fresh = of(rows, rows.all());
        CoMoments faded = of(rows, rows.all());

        // When
        for (int i = 0; i < 10_000; i++) {
            faded.fade(0.5);
        }

        // Then: halves are exact, and next to nothing is left to outweigh a row that comes
        assertThat(faded.count(1)).isBetween(1e-6, 2e-6);
        assertThat(faded.coMoment(1, 2) / faded.count(1)).isEqualTo(fresh.coMoment(1, 2) / fresh.count(1));
        assertThat(faded.m2Y(1) / faded.count(1)).isEqualTo(fresh.m2Y(1) / fresh.count(1));
        assertThat(faded.meanX(1, 0)).isEqualTo(fresh.meanX(1, 0));
    }

    @Test
    void refusesStatisticsOfAnotherLayer() {
        assertThatThrownBy(() -> CoMoments.create(2, 3).combine(CoMoments.create(2, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "statistics of neurons 0 to 1 with 4 inputs cannot be merged into statistics of 2 neurons with 3");
    }

    private static CoMoments of(DenseRows rows, int... some) {
        return rows.accumulate(some).positive();
    }

    private static double[][] constantRows(int count, double... row) {
        double[][] rows = new double[count][];
        Arrays.fill(rows, row);
        return rows;
    }

    private static List<CoMoments> shards(DenseRows rows, Random random) {
        List<Integer> order = new ArrayList<>(Arrays.stream(rows.all()).boxed().toList());
        Collections.shuffle(order, random);
        List<CoMoments> shards = new ArrayList<>();
        int begin = 0;
        while (begin < order.size()) {
            int end = Math.min(order.size(), begin + random.nextInt(60));
            shards.add(of(
                    rows,
                    order.subList(begin, end).stream()
                            .mapToInt(Integer::intValue)
                            .toArray()));
            begin = end;
        }
        return shards;
    }

    private static CoMoments mergeAtRandom(List<CoMoments> shards, Random random) {
        while (shards.size() > 1) {
            CoMoments taken = shards.remove(random.nextInt(shards.size()));
            shards.get(random.nextInt(shards.size())).combine(taken);
        }
        return shards.get(0);
    }

    /** The definitions in decimal arithmetic of 60 digits, over the rows with y > 0 of one neuron. */
    private static final class Exact {
        private static final MathContext DIGITS = new MathContext(60);
        final long count;
        final double meanY;
        final double m2Y;
        final double[] meanX = new double[3];
        final double[] coMoment = new double[3];
        final double[] magnitude = new double[3];

        Exact(DenseRows rows, int neuron) {
            int[] mine = Arrays.stream(rows.all())
                    .filter(row -> rows.y(row, neuron) > 0)
                    .toArray();
            count = mine.length;
            BigDecimal n = BigDecimal.valueOf(count);
            BigDecimal centerY = sum(Arrays.stream(mine)
                            .mapToObj(row -> new BigDecimal(rows.y(row, neuron)))
                            .toList())
                    .divide(n, DIGITS);
            meanY = centerY.doubleValue();
            m2Y = sum(Arrays.stream(mine)
                            .mapToObj(row -> new BigDecimal(rows.y(row, neuron))
                                    .subtract(centerY)
                                    .pow(2))
                            .toList())
                    .doubleValue();
            for (int i = 0; i < 3; i++) {
                int input = i;
                BigDecimal center = sum(Arrays.stream(mine)
                                .mapToObj(row -> new BigDecimal(rows.x(row)[input]))
                                .toList())
                        .divide(n, DIGITS);
                List<BigDecimal> products = Arrays.stream(mine)
                        .mapToObj(row -> new BigDecimal(rows.x(row)[input])
                                .subtract(center)
                                .multiply(new BigDecimal(rows.y(row, neuron)).subtract(centerY)))
                        .toList();
                meanX[i] = center.doubleValue();
                coMoment[i] = sum(products).doubleValue();
                magnitude[i] =
                        sum(products.stream().map(BigDecimal::abs).toList()).doubleValue();
            }
        }

        private static BigDecimal sum(List<BigDecimal> terms) {
            return terms.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }
}
