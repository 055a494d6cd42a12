/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.kernels.SumsContract;
import io.patternstream.engine.spi.Backend;

/** Sums of the ND4J backend. */
final class Nd4jSumsTest extends SumsContract {
    @Override
    protected Backend backend() {
        return new Nd4jProvider();
    }

    /** The same sums in float64, in another order. */
    @Override
    protected double rounding() {
        return 1e-14;
    }
}
