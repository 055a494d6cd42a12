/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import java.util.List;

/**
 * One sum that an LRP rule divides relevance by, and distributes it in proportion to: {@code p = sum of terms + bias}, and
 * input i receives {@code factor * sum_j t_ij R_j / (p_j + epsilon sign(p_j))}. Immutable, thread-safe.
 *
 * @param factor of the relevance; the factors of a rule that conserves add up to 1
 * @param side which neurons take part, by the sign of their output
 * @param terms what is added up
 * @param bias what is made of the biases
 */
public record Share(double factor, Side side, List<Term> terms, Modifier bias) {
    /** Copies. */
    public Share {
        terms = List.copyOf(terms);
    }

    /**
     * Returns a share in which all neurons take part with their whole relevance.
     *
     * @param bias what is made of the biases
     * @param terms what is added up
     * @return the share
     */
    public static Share of(Modifier bias, Term... terms) {
        return new Share(1, Side.BOTH, List.of(terms), bias);
    }

    /**
     * Returns this share for neurons whose output has one sign.
     *
     * @param of the sign
     * @return the share
     */
    public Share on(Side of) {
        return new Share(factor, of, terms, bias);
    }

    /**
     * Returns this share of a multiple of the relevance.
     *
     * @param by the multiple
     * @return the share
     */
    public Share times(double by) {
        return new Share(by, side, terms, bias);
    }

    /** {@return whether the sum is the layer's own output, which the forward pass has computed already} */
    public boolean isOutput() {
        return bias.equals(Modifier.VALUE) && terms.equals(List.of(Term.WHOLE));
    }

    /** Neurons by the sign of their output. */
    public enum Side {
        /** All. */
        BOTH,
        /** Those with a positive output. */
        POSITIVE,
        /** Those with a negative output. */
        NEGATIVE
    }

    /**
     * Products of modified inputs and modified weights.
     *
     * @param input what is made of the inputs
     * @param weights what is made of the weights
     */
    public record Term(Modifier input, Modifier weights) {
        /** The inputs and the weights as they are. */
        public static final Term WHOLE = new Term(Modifier.VALUE, Modifier.VALUE);
    }
}
