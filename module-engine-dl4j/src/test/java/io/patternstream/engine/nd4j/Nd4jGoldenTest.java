/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.golden.GoldenContract;
import io.patternstream.engine.spi.Kernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The ND4J backend against the goldens, at the tolerances that each case states for float32. */
final class Nd4jGoldenTest extends GoldenContract<INDArray> {
    @Override
    protected Kernels<INDArray> kernels() {
        return new Nd4jKernels();
    }

    @Override
    protected double[] doubles(Kernels<INDArray> kernels, INDArray array) {
        return array.data().asDouble();
    }

    @Override
    protected boolean isFloat64() {
        return false;
    }
}
