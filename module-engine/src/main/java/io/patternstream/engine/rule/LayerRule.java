/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.rule;

import java.util.List;

/** What happens to relevance at a convolution or dense layer. Immutable, thread-safe. */
public sealed interface LayerRule {

    /**
     * The chain rule {@code R_i = sum_j v_ji R_j}: the gradient, and the signal methods with other weights v.
     *
     * @param descent the weights
     */
    record Chain(Descent descent) implements LayerRule {}

    /**
     * Layer-wise relevance propagation (Bach et al. 2015; Montavon et al. 2019): relevance is shared in proportion to what
     * each input contributed to a sum.
     *
     * @param shares the sums
     * @param epsilon stabiliser of every denominator, absolute; with 0 a share is 0 where the denominator is exactly 0
     */
    record Propagation(List<Share> shares, double epsilon) implements LayerRule {
        /** Copies. */
        public Propagation {
            shares = List.copyOf(shares);
        }

        /**
         * Returns this rule without biases in its denominators: all relevance goes on to the inputs.
         *
         * @return the rule
         */
        public Propagation ignoringBias() {
            return new Propagation(
                    shares.stream()
                            .map(share -> new Share(share.factor(), share.side(), share.terms(), Modifier.NONE))
                            .toList(),
                    epsilon);
        }
    }
}
