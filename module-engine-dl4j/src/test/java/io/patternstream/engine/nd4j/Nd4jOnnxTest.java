/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.onnx.OnnxContract;
import io.patternstream.engine.spi.Kernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The ND4J backend against ONNX's own tests and ONNX Runtime. */
final class Nd4jOnnxTest extends OnnxContract<INDArray> {
    @Override
    protected Kernels<INDArray> kernels() {
        return new Nd4jKernels();
    }

    @Override
    protected double[] doubles(Kernels<INDArray> kernels, INDArray array) {
        return array.dup('c').data().asDouble();
    }
}
