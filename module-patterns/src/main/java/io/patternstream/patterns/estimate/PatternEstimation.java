/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns.estimate;

import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.patterns.stats.CoMoments;
import io.patternstream.patterns.stats.LayerAccumulator;
import java.util.ArrayList;
import java.util.List;

/**
 * Estimates the patterns of one layer: for each neuron with weights w, {@code a = num / (w . num)}, so that
 * {@code w . a = 1}. Stateless.
 *
 * <p>E is the mean over all rows, E+ and C+ the mean and the co-moment over the n+ rows with {@code y > 0}:
 *
 * <pre>
 * linear            num = C / n                                              = cov[x, y]
 * positive          num = C+ / n+ + E+[x] (E+[y] - E[y])                     = E+[x y] - E+[x] E[y]
 * positive_centred  num = C+ / n+ + (E+[x] - E[x]) (E+[y] - E[y])            = E+[(x - E[x]) (y - E[y])]
 * </pre>
 *
 * <p>and likewise for {@code y <= 0}. Positive and negative are Eq. 8 of Kindermans et al. (2017), arXiv 1705.05598, with its
 * mixed product on purpose. They move with a shift of x; the centred ones do not, and their denominator cannot be negative.
 *
 * <p>A neuron without rows in the regime, or whose inputs or output do not vary, gets the pattern 0. Where
 * {@code |w . num| <= 1e-7 |w| |num|} the denominator is rounding of a float32 forward pass, and the linear pattern takes the
 * place of the regime's. Both kinds are listed as degenerate; no value is ever NaN for finite statistics.
 */
public final class PatternEstimation {
    /** float32 has 6e-8 of relative rounding: a denominator below this part of its terms has no correct digit. */
    private static final double SMALLEST_CONDITION = 1e-7;

    /** A neuron whose outputs deviate by less than this part of their mean is constant: float32 values differ by 6e-8. */
    private static final double CONSTANT = 1e-12;

    private PatternEstimation() {}

    /**
     * Estimates one layer in one regime.
     *
     * @param layer the layer's weights, {@code [O, ...]}
     * @param statistics O neurons of as many inputs as the layer's neurons have weights
     * @param regime the regime
     * @return the patterns, shaped like the weights
     */
    public static LayerPattern estimate(LayerWeights layer, LayerAccumulator statistics, Regime regime) {
        int inputs = statistics.inputs();
        double[] patterns = new double[statistics.neurons() * inputs];
        List<Integer> degenerate = new ArrayList<>();
        for (int o = 0; o < statistics.neurons(); o++) {
            double[] weights = row(layer.weights(), o, inputs);
            CoMoments all = statistics.all(o);
            double[] pattern = normalised(weights, numerator(statistics, o, all, regime));
            if (pattern.length == 0) {
                degenerate.add(o);
                pattern = normalised(weights, numerator(statistics, o, all, Regime.LINEAR));
            }
            System.arraycopy(pattern, 0, patterns, o * inputs, pattern.length);
        }
        return new LayerPattern(layer.id(), regime, layer.weights().shape(), patterns, degenerate);
    }

    private static double[] numerator(LayerAccumulator statistics, int neuron, CoMoments all, Regime regime) {
        CoMoments rows =
                switch (regime) {
                    case LINEAR -> all;
                    case POSITIVE, POSITIVE_CENTRED -> statistics.positive().neuron(neuron);
                    case NEGATIVE, NEGATIVE_CENTRED -> statistics.negative().neuron(neuron);
                };
        double[] numerator = new double[all.inputs()];
        double n = rows.count(0);
        if (n == 0 || constant(all)) {
            return numerator;
        }
        boolean centred = regime == Regime.POSITIVE_CENTRED || regime == Regime.NEGATIVE_CENTRED;
        double deltaY = rows.meanY(0) - all.meanY(0);
        for (int i = 0; i < numerator.length; i++) {
            double x = rows.meanX(0, i) - (centred ? all.meanX(0, i) : 0);
            numerator[i] = rows.coMoment(0, i) / n + x * deltaY;
        }
        return numerator;
    }

    private static boolean constant(CoMoments all) {
        double deviation = Math.sqrt(all.m2Y(0) / all.count(0));
        return deviation <= CONSTANT * Math.abs(all.meanY(0));
    }

    /** Returns num / (w . num), zeros for a zero numerator, and nothing where the denominator is lost in rounding. */
    private static double[] normalised(double[] weights, double[] numerator) {
        double denominator = 0;
        double weightSquares = 0;
        double squares = 0;
        for (int i = 0; i < numerator.length; i++) {
            denominator += weights[i] * numerator[i];
            weightSquares += weights[i] * weights[i];
            squares += numerator[i] * numerator[i];
        }
        if (squares == 0) {
            return numerator;
        }
        if (Math.abs(denominator) <= SMALLEST_CONDITION * Math.sqrt(weightSquares) * Math.sqrt(squares)) {
            return new double[0];
        }
        for (int i = 0; i < numerator.length; i++) {
            numerator[i] /= denominator;
        }
        return numerator;
    }

    private static double[] row(Tensor weights, int neuron, int inputs) {
        double[] row = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            row[i] = weights.at(neuron * inputs + i);
        }
        return row;
    }
}
