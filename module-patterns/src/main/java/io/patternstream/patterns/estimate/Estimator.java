/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns.estimate;

import io.patternstream.api.pattern.Regime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The estimators by the names that users give them. */
public enum Estimator {
    /** cov(x, y) / var(y) over all rows. */
    LINEAR("linear"),
    /** Eq. 8 of Kindermans et al. (2017) over the rows with {@code y > 0}. */
    RELU("relu"),
    /** Eq. 8 over the rows with {@code y <= 0}. */
    RELU_NEGATIVE("relu.negative"),
    /** Either sign, centred by the means over all rows. */
    RELU_CENTRED("relu.centred");

    private final String key;

    Estimator(String key) {
        this.key = key;
    }

    /**
     * Finds an estimator.
     *
     * @param name its name, in any case
     * @return the estimator
     * @throws IllegalArgumentException listing the known ones if there is none of that name
     */
    public static Estimator named(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(estimator -> estimator.key.equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown estimator '" + name + "'; use "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(Estimator::key).toList())));
    }

    /**
     * Joins the regimes of several estimators.
     *
     * @param estimators any number
     * @return their regimes, each once, in a fixed order
     */
    public static Set<Regime> regimes(List<Estimator> estimators) {
        Set<Regime> regimes = EnumSet.noneOf(Regime.class);
        estimators.forEach(estimator -> regimes.addAll(estimator.regimes()));
        return regimes;
    }

    /** {@return the name, for example {@code relu.centred}} */
    public String key() {
        return key;
    }

    private List<Regime> regimes() {
        return switch (this) {
            case LINEAR -> List.of(Regime.LINEAR);
            case RELU -> List.of(Regime.POSITIVE);
            case RELU_NEGATIVE -> List.of(Regime.NEGATIVE);
            case RELU_CENTRED -> List.of(Regime.POSITIVE_CENTRED, Regime.NEGATIVE_CENTRED);
        };
    }
}
