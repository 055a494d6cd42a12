/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.KernelsProvider;
import java.util.stream.Stream;

/** The engine's statistics against the goldens, in float64. */
final class ReferenceMomentsTest extends MomentsContract {
    @Override
    protected KernelsProvider backend() {
        return new ReferenceProvider();
    }

    /** Without v10, which takes plain loops three quarters of a minute; real backends run it. */
    @Override
    protected Stream<String> cases() {
        return super.cases().filter(name -> !name.startsWith("v10"));
    }

    @Override
    protected boolean isFloat64() {
        return true;
    }
}
