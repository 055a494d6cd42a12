/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.engine.reference.ReferenceCompilerProvider;
import io.patternstream.engine.spi.Backend;

/** Recorded programs through the engine's front door, where only the results are rounded to float32. */
final class RecordedNetworksTest extends NetworksContract {
    @Override
    protected Backend backend() {
        return new ReferenceCompilerProvider();
    }

    @Override
    protected double tolerance() {
        return 0x1p-23;
    }
}
