/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import io.patternstream.engine.reference.ReferenceCompilerProvider;
import io.patternstream.engine.spi.Backend;
import java.util.stream.Stream;

/** Statistics that were recorded as a program, interpreted in float64, against the goldens. */
final class RecordedMomentsTest extends MomentsContract {
    @Override
    protected Backend backend() {
        return new ReferenceCompilerProvider();
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
