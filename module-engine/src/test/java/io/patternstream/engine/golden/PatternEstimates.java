/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.pattern.Regime;
import java.util.List;

/**
 * Merges moments and estimates patterns, written from the goldens' README only: an oracle for tests, not the product's
 * estimator.
 */
final class PatternEstimates {
    private final Sums positive;
    private final Sums negative;
    private final int inputs;
    private Sums all; // of everything, once nothing more is added

    private PatternEstimates(Sums positive, Sums negative, int inputs) {
        this.positive = positive;
        this.negative = negative;
        this.inputs = inputs;
    }

    /** Empty, for a layer of so many neurons of so many inputs. */
    static PatternEstimates empty(int neurons, int inputs) {
        return new PatternEstimates(new Sums(neurons, inputs), new Sums(neurons, inputs), inputs);
    }

    void add(LayerMoments moments) {
        (moments.positive() ? positive : negative).add(moments);
    }

    /** The pattern of one neuron, {@code num / (w.num)}; zero where the neuron has no rows in the regime. */
    double[] pattern(int neuron, Regime regime, double[] weights) {
        if (all == null) {
            all = Sums.merged(positive, negative);
        }
        double[] numerator = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            numerator[i] = numerator(neuron, i, regime);
        }
        double denominator = 0;
        for (int i = 0; i < inputs; i++) {
            denominator += weights[i] * numerator[i];
        }
        for (int i = 0; i < inputs; i++) {
            numerator[i] /= denominator == 0 ? 1 : denominator;
        }
        return numerator;
    }

    private double numerator(int neuron, int input, Regime regime) {
        Sums masked = List.of(Regime.NEGATIVE, Regime.NEGATIVE_CENTRED).contains(regime) ? negative : positive;
        int at = neuron * inputs + input;
        if (regime == Regime.LINEAR) {
            return all.coMoment[at] / Math.max(all.counts[neuron], 1);
        }
        if (masked.counts[neuron] == 0) {
            return 0;
        }
        double covariance = masked.coMoment[at] / masked.counts[neuron];
        double shift = masked.meanY[neuron] - all.meanY[neuron];
        boolean centred = regime == Regime.POSITIVE_CENTRED || regime == Regime.NEGATIVE_CENTRED;
        return covariance + (masked.meanX[at] - (centred ? all.meanX[at] : 0)) * shift;
    }

    private static final class Sums {
        private final int inputs;
        private final long[] counts;
        private final double[] meanX;
        private final double[] meanY;
        private final double[] coMoment;

        Sums(int neurons, int inputs) {
            this.inputs = inputs;
            counts = new long[neurons];
            meanX = new double[neurons * inputs];
            meanY = new double[neurons];
            coMoment = new double[neurons * inputs];
        }

        static Sums merged(Sums a, Sums b) {
            Sums sums = new Sums(a.counts.length, a.inputs);
            sums.add(0, a.counts, a.meanX, a.meanY, a.coMoment);
            sums.add(0, b.counts, b.meanX, b.meanY, b.coMoment);
            return sums;
        }

        void add(LayerMoments moments) {
            add(moments.first(), moments.counts(), moments.meanX(), moments.meanY(), moments.coMoment());
        }

        private void add(int first, long[] otherCounts, double[] otherX, double[] otherY, double[] otherMoment) {
            for (int k = 0; k < otherCounts.length; k++) {
                int o = first + k;
                double total = Math.max(counts[o] + otherCounts[k], 1);
                double dy = otherY[k] - meanY[o];
                for (int i = 0; i < inputs; i++) {
                    int at = o * inputs + i;
                    double dx = otherX[k * inputs + i] - meanX[at];
                    coMoment[at] += otherMoment[k * inputs + i] + dx * dy * counts[o] * otherCounts[k] / total;
                    meanX[at] += dx * otherCounts[k] / total;
                }
                meanY[o] += dy * otherCounts[k] / total;
                counts[o] += otherCounts[k];
            }
        }
    }
}
