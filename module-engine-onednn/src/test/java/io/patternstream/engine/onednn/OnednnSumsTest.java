/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.kernels.SumsContract;
import io.patternstream.engine.spi.Backend;

/** Sums of the oneDNN backend. */
final class OnednnSumsTest extends SumsContract {
    @Override
    protected Backend backend() {
        return new OnednnProvider();
    }

    /** Each plane is added up in float32, planes in float64. */
    @Override
    protected double rounding() {
        return 1e-7;
    }
}
