/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.attribution.NetworksContract;
import io.patternstream.engine.spi.Backend;

/** The oneDNN backend on whole networks with every operation. */
final class OnednnNetworksTest extends NetworksContract {
    @Override
    protected Backend backend() {
        return new OnednnProvider();
    }

    /** As for ND4J: LRP divides by sums of values of both signs, where float32 leaves up to 5e-5. */
    @Override
    protected double tolerance() {
        return 2.5e-4;
    }
}
