/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.kernels.OperationsContract;
import io.patternstream.engine.spi.Backend;

/** Maps, rearrangements and normalisations of the ND4J backend. */
final class Nd4jOperationsTest extends OperationsContract {
    @Override
    protected Backend backend() {
        return new Nd4jProvider();
    }
}
