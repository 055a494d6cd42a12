/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as labels. Stateless. */
final class Numbers {
    private static final MathContext DIGITS = new MathContext(2);

    private Numbers() {}

    /** Two significant digits: {@code 0.031}, {@code 12}, {@code 4.2e-7}. */
    static String brief(double value) {
        BigDecimal rounded = new BigDecimal(value, DIGITS).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -3 && exponent <= 3) {
            return rounded.toPlainString();
        }
        return rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
    }
}
