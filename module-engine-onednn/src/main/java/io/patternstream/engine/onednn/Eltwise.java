/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip_v2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;

import io.patternstream.engine.graph.Nonlinearity;
import java.util.Optional;

/**
 * A function that oneDNN computes exactly, to the last bit and at its kinks; the others run in Java.
 *
 * @param algorithm oneDNN's number
 * @param alpha its first parameter
 * @param beta its second
 */
record Eltwise(int algorithm, double alpha, double beta) {
    static Optional<Eltwise> of(Nonlinearity function) {
        if (function instanceof Nonlinearity.Relu) {
            return Optional.of(new Eltwise(dnnl_eltwise_relu, 0, 0));
        }
        if (function instanceof Nonlinearity.LeakyRelu leaky) {
            return Optional.of(new Eltwise(dnnl_eltwise_relu, leaky.slope(), 0));
        }
        if (function instanceof Nonlinearity.Clip clip) {
            return Optional.of(new Eltwise(dnnl_eltwise_clip_v2, clip.low(), clip.high()));
        }
        return Optional.empty();
    }
}
