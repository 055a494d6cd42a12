/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.engine.reference.ReferenceArray;
import io.patternstream.engine.reference.ReferenceKernels;
import io.patternstream.engine.spi.Kernels;

/** The reader and the engine's mathematics against ONNX's own tests and ONNX Runtime, in float64. */
final class ReferenceOnnxTest extends OnnxContract<ReferenceArray> {
    @Override
    protected Kernels<ReferenceArray> kernels() {
        return new ReferenceKernels();
    }

    @Override
    protected double[] doubles(Kernels<ReferenceArray> kernels, ReferenceArray array) {
        return array.values();
    }
}
