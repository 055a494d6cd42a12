/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import static io.patternstream.engine.rule.Modifier.NEGATIVE;
import static io.patternstream.engine.rule.Modifier.NONE;
import static io.patternstream.engine.rule.Modifier.ONE;
import static io.patternstream.engine.rule.Modifier.POSITIVE;
import static io.patternstream.engine.rule.Modifier.SQUARE;
import static io.patternstream.engine.rule.Modifier.VALUE;
import static io.patternstream.engine.rule.Modifier.constant;
import static io.patternstream.engine.rule.Modifier.favouringNegative;
import static io.patternstream.engine.rule.Modifier.favouringPositive;

import io.patternstream.engine.rule.LayerRule.Propagation;
import io.patternstream.engine.rule.Share.Side;
import io.patternstream.engine.rule.Share.Term;
import java.util.List;

/** The rules of the LRP family, one value each. Stateless. */
public final class LayerRules {
    /** The stabiliser of rules that have no parameter for it. */
    public static final double EPSILON = 1e-6;

    private static final Share EXCITING =
            Share.of(POSITIVE, new Term(POSITIVE, POSITIVE), new Term(NEGATIVE, NEGATIVE));
    private static final Share INHIBITING =
            Share.of(NEGATIVE, new Term(POSITIVE, NEGATIVE), new Term(NEGATIVE, POSITIVE));

    private LayerRules() {}

    /**
     * LRP-0 (stabiliser 0) and LRP-epsilon: Bach et al. 2015, Eq. 56 and 58.
     *
     * @param epsilon stabiliser
     * @return {@code h_i w_ij R_j / z_j}
     */
    public static Propagation epsilon(double epsilon) {
        return rule(epsilon, Share.of(VALUE, Term.WHOLE));
    }

    /**
     * The alpha-beta rule: Bach et al. 2015, Eq. 60. Alpha 1 and beta 0 is the z+ rule, here for inputs of any sign.
     *
     * @param alpha weight of what excites the neuron
     * @param beta weight of what inhibits it, alpha - 1 where relevance is to be conserved
     * @return {@code alpha (h w)+ / sum (h w)+ - beta (h w)- / sum (h w)-}
     */
    public static Propagation alphaBeta(double alpha, double beta) {
        return beta == 0
                ? rule(EPSILON, EXCITING.times(alpha))
                : rule(EPSILON, EXCITING.times(alpha), INHIBITING.times(-beta));
    }

    /**
     * The gamma rule: Montavon et al. 2019, section 10.2.3, here for outputs of both signs.
     *
     * @param gamma how much contributions of the output's sign are favoured
     * @return the rule
     */
    public static Propagation gamma(double gamma) {
        Modifier more = favouringPositive(gamma);
        Modifier less = favouringNegative(gamma);
        Share positive = Share.of(more, new Term(POSITIVE, more), new Term(NEGATIVE, less));
        Share negative = Share.of(less, new Term(POSITIVE, less), new Term(NEGATIVE, more));
        return rule(EPSILON, positive.on(Side.POSITIVE), negative.on(Side.NEGATIVE));
    }

    /**
     * The flat rule: Lapuschkin et al. 2019.
     *
     * @return equal shares for all inputs inside the image
     */
    public static Propagation flat() {
        return rule(EPSILON, Share.of(NONE, new Term(ONE, ONE)));
    }

    /**
     * The w-square rule, for inputs without bounds: Montavon et al. 2017, Eq. 13.
     *
     * @return {@code w_ij^2 R_j / sum w_ij^2}
     */
    public static Propagation wSquare() {
        return rule(EPSILON, Share.of(SQUARE, new Term(ONE, SQUARE)));
    }

    /**
     * The z-box rule, for inputs with bounds: Montavon et al. 2017, Eq. 16.
     *
     * @param low smallest input value
     * @param high largest input value
     * @return {@code (h w - low w+ - high w-) R / sum of the same}
     */
    public static Propagation box(double low, double high) {
        Term lowest = new Term(constant(-low), POSITIVE);
        Term highest = new Term(constant(-high), NEGATIVE);
        return rule(EPSILON, Share.of(NONE, Term.WHOLE, lowest, highest));
    }

    /**
     * Excitation backprop: Zhang et al. 2016, Eq. 6; the z+ rule for inputs that are not negative, without bias.
     *
     * @return {@code h+ w+ R / sum h+ w+}
     */
    public static Propagation excitation() {
        return rule(EPSILON, Share.of(NONE, new Term(POSITIVE, POSITIVE)));
    }

    private static Propagation rule(double epsilon, Share... shares) {
        return new Propagation(List.of(shares), epsilon);
    }
}
