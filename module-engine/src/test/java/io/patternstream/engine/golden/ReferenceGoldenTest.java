/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import io.patternstream.engine.reference.ReferenceArray;
import io.patternstream.engine.reference.ReferenceKernels;
import io.patternstream.engine.spi.Kernels;

/** The engine's mathematics against the goldens, in float64. */
final class ReferenceGoldenTest extends GoldenContract<ReferenceArray> {
    @Override
    protected Kernels<ReferenceArray> kernels() {
        return new ReferenceKernels();
    }

    @Override
    protected double[] doubles(Kernels<ReferenceArray> kernels, ReferenceArray array) {
        return array.values();
    }

    @Override
    protected boolean isFloat64() {
        return true;
    }
}
