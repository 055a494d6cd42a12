/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.engine.reference.ReferenceCompilerProvider;
import io.patternstream.engine.spi.Backend;

/** Recorded programs against ONNX's own tests and ONNX Runtime. */
final class RecordedOnnxTest extends OnnxContract {
    @Override
    protected Backend backend() {
        return new ReferenceCompilerProvider();
    }
}
