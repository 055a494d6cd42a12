/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.onnx.OnnxContract;
import io.patternstream.engine.spi.Backend;

/** The ND4J backend against ONNX's own tests and ONNX Runtime. */
final class Nd4jOnnxTest extends OnnxContract {
    @Override
    protected Backend backend() {
        return new Nd4jProvider();
    }
}
