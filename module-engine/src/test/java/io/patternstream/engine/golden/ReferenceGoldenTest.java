/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.Backend;

/** The engine's mathematics against the goldens, in float64. */
final class ReferenceGoldenTest extends GoldenContract {
    @Override
    protected Backend backend() {
        return new ReferenceProvider();
    }

    @Override
    protected boolean isFloat64() {
        return true;
    }
}
