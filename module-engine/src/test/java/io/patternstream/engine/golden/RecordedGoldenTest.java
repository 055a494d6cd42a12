/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import io.patternstream.engine.reference.ReferenceCompilerProvider;
import io.patternstream.engine.spi.Backend;
import java.util.stream.Stream;

/** Recorded programs against the goldens, interpreted in float64. */
final class RecordedGoldenTest extends GoldenContract {
    @Override
    protected Backend backend() {
        return new ReferenceCompilerProvider();
    }

    /** Without v11, which takes plain loops a minute; real backends run it, and the reference does kernel by kernel. */
    @Override
    protected Stream<String> cases() {
        return super.cases().filter(name -> !name.startsWith("v11"));
    }

    @Override
    protected boolean isFloat64() {
        return true;
    }
}
