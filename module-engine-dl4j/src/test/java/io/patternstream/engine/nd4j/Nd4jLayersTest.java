/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.kernels.LayersContract;
import io.patternstream.engine.spi.Backend;

/** Layers and pools of the ND4J backend. */
final class Nd4jLayersTest extends LayersContract {
    @Override
    protected Backend backend() {
        return new Nd4jProvider();
    }
}
