/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.Backend;

/** Statistics in float64: another sum of the same numbers. */
final class ReferenceStatisticsTest extends StatisticsContract {
    @Override
    protected double rounding() {
        return 1e-15;
    }

    @Override
    protected Backend backend() {
        return new ReferenceProvider();
    }

    @Override
    protected double tolerance() {
        return 1e-12;
    }
}
