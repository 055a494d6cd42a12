/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.golden.GoldenContract;
import io.patternstream.engine.spi.Backend;

/** The oneDNN backend against the goldens, at the tolerances that each case states for float32. */
final class OnednnGoldenTest extends GoldenContract {
    @Override
    protected Backend backend() {
        return new OnednnProvider();
    }

    @Override
    protected boolean isFloat64() {
        return false;
    }
}
