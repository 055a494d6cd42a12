/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.golden.GoldenContract;
import io.patternstream.engine.spi.Backend;

/** The ND4J backend against the goldens, at the tolerances that each case states for float32. */
final class Nd4jGoldenTest extends GoldenContract {
    @Override
    protected Backend backend() {
        return new Nd4jProvider();
    }

    @Override
    protected boolean isFloat64() {
        return false;
    }
}
