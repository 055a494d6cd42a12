/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.kernels.LayersContract;
import io.patternstream.engine.spi.Backend;

/** Layers and pools of the oneDNN backend. */
final class OnednnLayersTest extends LayersContract {
    @Override
    protected Backend backend() {
        return new OnednnProvider();
    }
}
