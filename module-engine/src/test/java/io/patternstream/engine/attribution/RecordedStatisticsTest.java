/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.engine.reference.ReferenceCompilerProvider;
import io.patternstream.engine.spi.Backend;

/** Statistics in float64: another sum of the same numbers. */
final class RecordedStatisticsTest extends StatisticsContract {
    @Override
    protected double rounding() {
        return 1e-15;
    }

    @Override
    protected Backend backend() {
        return new ReferenceCompilerProvider();
    }

    @Override
    protected double tolerance() {
        return 1e-12;
    }
}
