/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.pattern.LayerMoments;

/**
 * Computes the centred statistics of one batch in float64.
 *
 * <p>Shifted-data algorithm (Chan, Golub and LeVeque 1983): x and y are shifted by their means over all rows of the batch, and
 * the sums over the rows of one sign, which two matrix products give for all neurons at once, are corrected by the rows' own
 * means. All blocks share one shift, so their sums simply add up. Owns native memory until closed.
 */
final class BatchMoments implements AutoCloseable {
    private static final int SUM_VALUES = 1 << 21;

    private final Rows rows;
    private final LayerId layer;
    private final int neuronsPerPass;
    private final double[] shiftX;
    private final double[] shiftY;
    private final float[] inputBlock;
    private final float[] outputBlock;
    private final Matrix64 inputs;
    private final Matrix64 mask;
    private final Matrix64 weighted;
    private final Matrix64 sumX;
    private final Matrix64 sumXy;

    BatchMoments(Rows rows, LayerId layer) {
        this.rows = rows;
        this.layer = layer;
        this.neuronsPerPass = Math.max(1, Math.min(rows.neurons(), SUM_VALUES / rows.inputs()));
        this.inputBlock = new float[rows.inputs() * rows.capacity()];
        this.outputBlock = new float[rows.capacity()];
        this.shiftX = new double[rows.groups() * rows.inputs()];
        this.shiftY = new double[rows.groups() * rows.neurons()];
        this.inputs = Matrix64.allocate(rows.inputs() * rows.capacity());
        this.mask = Matrix64.allocate(neuronsPerPass * rows.capacity());
        this.weighted = Matrix64.allocate(neuronsPerPass * rows.capacity());
        this.sumX = Matrix64.allocate(neuronsPerPass * rows.inputs());
        this.sumXy = Matrix64.allocate(neuronsPerPass * rows.inputs());
    }

    /** Reports the rows with positive outputs, then the others. */
    void report(ActivationTap tap) {
        findShifts();
        tap.accept(moments(true));
        tap.accept(moments(false));
    }

    private void findShifts() {
        long count = 0;
        for (int block = 0; block < rows.blocks(); block++) {
            int size = rows.size(block);
            count += size;
            for (int group = 0; group < rows.groups(); group++) {
                rows.readInputs(block, group, inputBlock);
                for (int input = 0; input < rows.inputs(); input++) {
                    shiftX[group * rows.inputs() + input] += sum(inputBlock, input * size, size);
                }
            }
            for (int neuron = 0; neuron < shiftY.length; neuron++) {
                rows.readOutputs(block, neuron, outputBlock);
                shiftY[neuron] += sum(outputBlock, 0, size);
            }
        }
        divide(shiftX, count);
        divide(shiftY, count);
    }

    private LayerMoments moments(boolean positive) {
        Totals totals = new Totals(shiftY.length, rows.inputs());
        for (int group = 0; group < rows.groups(); group++) {
            for (int first = 0; first < rows.neurons(); first += neuronsPerPass) {
                int count = Math.min(neuronsPerPass, rows.neurons() - first);
                sum(positive, group, first, count, totals);
                finish(group, group * rows.neurons() + first, count, totals);
            }
        }
        return new LayerMoments(
                layer, positive, totals.counts, totals.meanX, totals.meanY, totals.coMoment, totals.m2Y);
    }

    private void sum(boolean positive, int group, int first, int count, Totals totals) {
        for (int block = 0; block < rows.blocks(); block++) {
            int size = rows.size(block);
            rows.readInputs(block, group, inputBlock);
            for (int input = 0; input < rows.inputs(); input++) {
                double shift = shiftX[group * rows.inputs() + input];
                for (int row = input * size; row < (input + 1) * size; row++) {
                    inputs.put(row, inputBlock[row] - shift);
                }
            }
            for (int i = 0; i < count; i++) {
                select(positive, block, group * rows.neurons() + first + i, i, totals);
            }
            Blas.Size product = new Blas.Size(count, rows.inputs(), size, false, true);
            double beta = block == 0 ? 0 : 1;
            Blas.multiply(product, mask.pointer(), inputs.pointer(), beta, sumX.pointer());
            Blas.multiply(product, weighted.pointer(), inputs.pointer(), beta, sumXy.pointer());
        }
    }

    private void select(boolean positive, int block, int neuron, int line, Totals totals) {
        int size = rows.size(block);
        rows.readOutputs(block, neuron, outputBlock);
        for (int row = 0; row < size; row++) {
            boolean chosen = outputBlock[row] > 0 == positive;
            double y = chosen ? outputBlock[row] - shiftY[neuron] : 0;
            mask.put(line * size + row, chosen ? 1 : 0);
            weighted.put(line * size + row, y);
            totals.counts[neuron] += chosen ? 1 : 0;
            totals.meanY[neuron] += y;
            totals.m2Y[neuron] += y * y;
        }
    }

    private void finish(int group, int first, int count, Totals totals) {
        for (int i = 0; i < count; i++) {
            int neuron = first + i;
            long n = totals.counts[neuron];
            if (n == 0) {
                continue;
            }
            double sumY = totals.meanY[neuron];
            totals.meanY[neuron] = shiftY[neuron] + sumY / n;
            totals.m2Y[neuron] = Math.max(0, totals.m2Y[neuron] - sumY * sumY / n);
            for (int input = 0; input < rows.inputs(); input++) {
                int target = neuron * rows.inputs() + input;
                double x = sumX.at(i * rows.inputs() + input);
                totals.meanX[target] = shiftX[group * rows.inputs() + input] + x / n;
                totals.coMoment[target] = sumXy.at(i * rows.inputs() + input) - x * sumY / n;
            }
        }
    }

    private static double sum(float[] values, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += values[i];
        }
        return sum;
    }

    private static void divide(double[] sums, long count) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= count;
        }
    }

    @Override
    public void close() {
        inputs.close();
        mask.close();
        weighted.close();
        sumX.close();
        sumXy.close();
    }

    /** Sums, then statistics, per neuron of the rows of one sign. */
    private static final class Totals {
        private final long[] counts;
        private final double[] meanX;
        private final double[] meanY;
        private final double[] coMoment;
        private final double[] m2Y;

        private Totals(int neurons, int inputs) {
            counts = new long[neurons];
            meanX = new double[Math.multiplyExact(neurons, inputs)];
            meanY = new double[neurons];
            coMoment = new double[meanX.length];
            m2Y = new double[neurons];
        }
    }
}
