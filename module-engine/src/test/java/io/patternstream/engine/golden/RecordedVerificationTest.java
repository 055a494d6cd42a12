/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import io.patternstream.engine.reference.ReferenceCompilerProvider;
import io.patternstream.engine.spi.Backend;

/** Recorded programs keep the invariants. */
final class RecordedVerificationTest extends VerificationContract {
    @Override
    protected Backend backend() {
        return new ReferenceCompilerProvider();
    }
}
