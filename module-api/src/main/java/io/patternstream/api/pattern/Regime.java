/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import java.util.Locale;

/** Over which rows, and by which formula, a neuron's pattern is estimated. */
public enum Regime {
    /** All rows: the linear estimator. */
    LINEAR,
    /** Rows with {@code y > 0}: Eq. 8 of Kindermans et al. (2017). */
    POSITIVE,
    /** Rows with {@code y <= 0}: Eq. 8 likewise. */
    NEGATIVE,
    /** Rows with {@code y > 0}, centred by the means over all rows: invariant to shifts of x and y. */
    POSITIVE_CENTRED,
    /** Rows with {@code y <= 0}, centred likewise. */
    NEGATIVE_CENTRED;

    /** {@return the name in pattern files, for example {@code positive_centred}} */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
