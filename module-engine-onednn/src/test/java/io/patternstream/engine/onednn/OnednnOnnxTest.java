/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.onnx.OnnxContract;
import io.patternstream.engine.spi.Backend;

/** The oneDNN backend against ONNX's own tests and ONNX Runtime. */
final class OnednnOnnxTest extends OnnxContract {
    @Override
    protected Backend backend() {
        return new OnednnProvider();
    }
}
