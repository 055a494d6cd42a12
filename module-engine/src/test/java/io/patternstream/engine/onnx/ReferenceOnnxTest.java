/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.Backend;

/** The reader and the engine's mathematics against ONNX's own tests and ONNX Runtime, in float64. */
final class ReferenceOnnxTest extends OnnxContract {
    @Override
    protected Backend backend() {
        return new ReferenceProvider();
    }
}
