/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import java.util.Arrays;

/**
 * Is told on a backward pass where relevance stays behind.
 *
 * @param <A> the backend's array
 */
interface Ledger<A> {

    /**
     * Relevance was shared among the terms of a sum and its bias.
     *
     * @param quotient the relevance by the stabilised sum
     * @param sum what it was divided by, without the stabiliser
     * @param epsilon the stabiliser; 0 for none
     * @param bias in the sum: one per channel or per element; empty for none
     */
    void shared(A quotient, A sum, double epsilon, double... bias);

    /**
     * Relevance came to an activation.
     *
     * @param arriving at its output
     * @param passed to its input
     */
    void gated(A arriving, A passed);

    /** {@return the biases; empty where all are 0} */
    static double[] bias(double... values) {
        return Arrays.stream(values).allMatch(value -> value == 0) ? new double[0] : values;
    }

    /** {@return one that takes no notes} */
    static <A> Ledger<A> none() {
        return new Ledger<>() {
            @Override
            public void shared(A quotient, A sum, double epsilon, double... bias) {
                // nobody asks for it
            }

            @Override
            public void gated(A arriving, A passed) {
                // nobody asks for it
            }
        };
    }
}
