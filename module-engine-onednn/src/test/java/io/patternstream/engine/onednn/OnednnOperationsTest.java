/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.kernels.OperationsContract;
import io.patternstream.engine.spi.Backend;

/** Maps, rearrangements and normalisations of the oneDNN backend. */
final class OnednnOperationsTest extends OperationsContract {
    @Override
    protected Backend backend() {
        return new OnednnProvider();
    }
}
