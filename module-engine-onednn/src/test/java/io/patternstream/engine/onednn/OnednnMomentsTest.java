/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.golden.MomentsContract;
import io.patternstream.engine.spi.Backend;

/** The backend's statistics against the goldens. */
final class OnednnMomentsTest extends MomentsContract {
    @Override
    protected Backend backend() {
        return new OnednnProvider();
    }

    @Override
    protected boolean isFloat64() {
        return false;
    }
}
