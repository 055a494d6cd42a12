/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.attribution.NetworksContract;
import io.patternstream.engine.spi.Backend;

/** The ND4J backend on whole networks with every operation. */
final class Nd4jNetworksTest extends NetworksContract {
    @Override
    protected Backend backend() {
        return new Nd4jProvider();
    }

    /**
     * Five times the worst of these networks, 5e-5, where LRP divides by sums of values of both signs. Gradients stay below 2e-5.
     */
    @Override
    protected double tolerance() {
        return 2.5e-4;
    }
}
