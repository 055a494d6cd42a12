/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.golden.VerificationContract;
import io.patternstream.engine.spi.Backend;

/** The oneDNN backend against the invariants that users check their own models with. */
final class OnednnVerificationTest extends VerificationContract {
    @Override
    protected Backend backend() {
        return new OnednnProvider();
    }
}
