/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.golden.MomentsContract;
import io.patternstream.engine.spi.KernelsProvider;

/** The ND4J backend's statistics against the golden patterns, at what each case states for a float32 forward pass. */
final class Nd4jMomentsTest extends MomentsContract {
    @Override
    protected KernelsProvider backend() {
        return new Nd4jProvider();
    }

    @Override
    protected boolean isFloat64() {
        return false;
    }
}
