/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.signal;

import io.patternstream.api.pattern.Regime;
import java.util.List;

/**
 * What part of a layer's input x is taken for the signal of a neuron with weights w, {@code y = w . x}. Kindermans et al.
 * (2017), arXiv 1705.05598, section 4.
 */
public enum SignalEstimator {
    /** S(x) = x: nothing is removed. What LRP's z rule stands for. */
    IDENTITY("S_x"),
    /** S(x) = u y with a random direction u, w . u = 1: what an estimator that knows nothing gets. */
    RANDOM("S_random"),
    /** S(x) = w y / (w . w). What DeConvNet, Guided BackProp and the w-square rule stand for. */
    FILTER("S_w"),
    /** S(x) = a y with the linear pattern (Eq. 4). */
    LINEAR("S_a"),
    /** S(x) = a+ y where the neuron is active, else a- y (Eq. 5, patterns of Eq. 8). */
    TWO_COMPONENT("S_a+-");

    private final String symbol;

    SignalEstimator(String symbol) {
        this.symbol = symbol;
    }

    /** {@return how tables name it, for example {@code S_a+-}} */
    public String symbol() {
        return symbol;
    }

    /** {@return the regimes of the patterns that it needs: none, one for all rows, or one for active rows and one for others} */
    public List<Regime> regimes() {
        return switch (this) {
            case IDENTITY, RANDOM, FILTER -> List.of();
            case LINEAR -> List.of(Regime.LINEAR);
            case TWO_COMPONENT -> List.of(Regime.POSITIVE, Regime.NEGATIVE);
        };
    }
}
