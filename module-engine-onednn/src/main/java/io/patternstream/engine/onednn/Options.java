/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.spi.Precision;

/**
 * What a compiler may use.
 *
 * @param winograd whether convolutions may be computed by Winograd's algorithm, whose rounding differs from direct
 *     summation's by about 2e-6 of the largest value
 * @param precision what may be used beside float32
 * @param threads of each executable
 */
record Options(boolean winograd, Precision precision, int threads) {
    /** Float32, by sums of products. */
    static final Options EXACT = new Options(false, Precision.F32, 0);

    /** {@return the same for a sum that is divided by: where it is 0, Winograd's rounding would decide the quotient} */
    Options withoutWinograd() {
        return new Options(false, precision, threads);
    }

    /**
     * {@return the same for a forward pass}
     *
     * @param image whether the layer reads the image: of all layers its rounding closes and opens the most gates, half of what
     *     bfloat16 costs a gradient, and it takes little of the time
     */
    Options forward(boolean image) {
        return image || precision == Precision.BF16_BACKWARD ? new Options(winograd, Precision.F32, threads) : this;
    }

    /** {@return whether bfloat16 may be used} */
    boolean reduced() {
        return precision != Precision.F32;
    }

    /** {@return whether the fastest way is found by measuring; without Winograd results are to be the same bits every time} */
    boolean measured() {
        return winograd || reduced();
    }
}
